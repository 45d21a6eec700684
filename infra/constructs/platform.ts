import { RemovalPolicy } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { StageConfig } from '#infra/stages.ts';

/** What every construct needs to know of where it is deployed. */
export interface Platform {
  readonly stage: StageConfig;
  /** Where alarms report to. */
  readonly alarms: ITopic;
  /** Where the test build notes the AWS calls each function makes. Set by the local-AWS tests only, never for AWS. */
  readonly recordCallsIn?: string;
}

/** The name under which operators, the command line and other stacks find a resource: `tributary-dev-signals`. */
export const physicalName = (stage: StageConfig, ...words: readonly string[]): string =>
  ['tributary', stage.name, ...words].join('-');

export const removalPolicy = (stage: StageConfig): RemovalPolicy =>
  stage.removal === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
