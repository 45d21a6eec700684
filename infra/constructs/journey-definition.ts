import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stage } from 'aws-cdk-lib';
import { DefinitionBody } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { validateDefinition } from '#statemachines/journeys/validate-definition.ts';

export interface JourneyDefinitionProps {
  readonly journey: string;
  /** ASL, as the journey compiler emits it for the function that runs stages. */
  readonly definition: (runStageFunctionArn: string) => Record<string, unknown>;
  readonly runStageArn: string;
}

const substitution = 'RunStageArn';

/**
 * The definition of a journey's machine as a file of its own, which CloudFormation fetches: in the template, some seventy journeys would
 * be the megabyte that a template may have. It lies in the cloud assembly under the journey's name, for whoever wants to read it.
 *
 * @throws when the definition is not valid Amazon States Language.
 */
export const journeyDefinition = (scope: Construct, { journey, definition, runStageArn }: JourneyDefinitionProps) => {
  const asl = definition(`\${${substitution}}`);
  validateDefinition(journey, asl);
  const directory = join(Stage.of(scope)?.outdir ?? '.', 'journeys');
  mkdirSync(directory, { recursive: true });
  const file = join(directory, `${journey}.asl.json`);
  writeFileSync(file, definitionText(asl));
  return {
    definitionBody: DefinitionBody.fromFile(file),
    definitionSubstitutions: { [substitution]: runStageArn },
  };
};

/** CloudFormation replaces `${…}` wherever it stands. What a marketer wrote that looks like it is spelt so that only JSON reads it. */
const definitionText = (asl: Record<string, unknown>): string =>
  JSON.stringify(asl).replaceAll('${', (found, at: number, text: string) =>
    text.startsWith(`\${${substitution}}`, at) ? found : String.raw`\u0024{`,
  );
