import { type Environment, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { physicalName } from '#infra/constructs/platform.ts';
import type { StageConfig } from '#infra/stages.ts';

export interface TributaryStackProps {
  readonly stage: StageConfig;
  /** Last word of its name: `data` is `tributary-dev-data`. */
  readonly name: string;
  readonly description: string;
  readonly env?: Environment | undefined;
}

/** What all stacks share: the name, the tags a bill is split by, and protection where the stage wants it. */
export abstract class TributaryStack extends Stack {
  constructor(scope: Construct, { stage, name, description, env }: TributaryStackProps) {
    super(scope, physicalName(stage, name), {
      stackName: physicalName(stage, name),
      description: `Tributary (${stage.name}): ${description}`,
      terminationProtection: stage.protectedFromDeletion,
      tags: { application: 'tributary', stage: stage.name },
      ...(env ? { env } : {}),
    });
  }
}
