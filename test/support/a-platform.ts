import { Stack } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Platform } from '#infra/constructs/platform.ts';
import { type StageConfig, stages } from '#infra/stages.ts';
import { anApp } from './synthesize.ts';

/** A stack to put constructs into, and what they want to know of their surroundings. `directory`: where its assembly goes. */
export const aPlatform = (
  stage: StageConfig = stages.prod,
  directory?: string,
): { readonly stack: Stack; readonly platform: Platform } => {
  const stack = new Stack(anApp(directory), 'Test');
  return { stack, platform: { stage, alarms: new Topic(stack, 'Alarms') } };
};
