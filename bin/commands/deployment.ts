import { CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import { type Command, Option } from 'commander';
import { pointAtEmulator } from '#tools/local/aws-environment.ts';
import { readStackFile } from '#tools/local/stack-file.ts';
import { CommandFailure } from './failure.ts';

/** A deployed Tributary, as CloudFormation knows it. */
export interface Deployment {
  readonly stage: string;
  /** Of all its stacks together. */
  readonly outputs: ReadonlyMap<string, { readonly value: string; readonly description: string }>;
}

export interface StageOption {
  readonly stage?: string;
}

/** Adds `--stage`, which every command has that works on AWS directly. */
export const withStageOption = (command: Command): Command =>
  command.addOption(
    new Option('--stage <stage>', 'work on this stage in the AWS account of your credentials (default: the local stack)').env(
      'TRIBUTARY_STAGE',
    ),
  );

/**
 * Finds the stage's stacks. Without `--stage`, or with `--stage local`, that is the local stack, and this process's SDK clients are
 * pointed at it; otherwise credentials and region come from the environment as for any AWS tool.
 */
export const findDeployment = async (options: StageOption): Promise<Deployment> => {
  const stage = options.stage ?? 'local';
  if (stage === 'local') {
    const local = readStackFile();
    if (local === undefined) {
      throw new CommandFailure('No local stack is up.', undefined, {
        code: 'no-local-stack',
        hint: 'Start one with `npm start`, or name a stage on AWS with --stage.',
      });
    }
    pointAtEmulator(local.endpointUrl);
  }
  const outputs = new Map<string, { value: string; description: string }>();
  try {
    for await (const page of paginateDescribeStacks({ client: new CloudFormationClient({}) }, {})) {
      for (const stack of page.Stacks ?? []) {
        if (stack.StackName?.startsWith(`tributary-${stage}-`) !== true || stack.StackStatus?.startsWith('DELETE') === true)
          continue;
        for (const { OutputKey, OutputValue, Description } of stack.Outputs ?? []) {
          if (OutputKey !== undefined && OutputValue !== undefined)
            outputs.set(OutputKey, { value: OutputValue, description: Description ?? '' });
        }
      }
    }
  } catch (error) {
    throw new CommandFailure(
      `CloudFormation cannot be asked for the stage "${stage}": ${error instanceof Error ? error.message : error}`,
      undefined,
      { hint: 'Are AWS credentials and a region set (AWS_PROFILE, AWS_REGION)?', cause: error },
    );
  }
  if (outputs.size === 0)
    throw new CommandFailure(`There is no stage "${stage}" in this account and region.`, undefined, {
      code: 'no-stage',
      hint: `\`npm run deploy -- --stage ${stage}\` deploys it.`,
    });
  return { stage, outputs };
};

/** An output that every deployment has. */
export const outputOf = ({ stage, outputs }: Deployment, key: string): string => {
  const found = outputs.get(key);
  if (found === undefined)
    throw new CommandFailure(`The stage "${stage}" has no output ${key}.`, undefined, {
      hint: 'Was it deployed by an older version? Deploy it again.',
    });
  return found.value;
};
