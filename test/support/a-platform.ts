import { Stack } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Platform } from '#infra/constructs/platform.ts';
import { type StageConfig, stages } from '#infra/stages.ts';
import { anApp } from './synthesize.ts';

/** A stack to put constructs into, and what they want to know of their surroundings. */
export const aPlatform = (stage: StageConfig = stages.prod): { readonly stack: Stack; readonly platform: Platform } => {
  const stack = new Stack(anApp(), 'Test');
  return { stack, platform: { stage, alarms: new Topic(stack, 'Alarms') } };
};
