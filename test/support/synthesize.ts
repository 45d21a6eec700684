import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { App, type Environment } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Marketing } from '#infra/marketing.ts';
import type { StageConfig } from '#infra/stages.ts';
import { addTributary } from '#infra/tributary.ts';
import { aMarketing } from './a-marketing.ts';

const { context }: { context: Record<string, unknown> } = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../cdk.json'), 'utf8'),
);

/** An app with the flags of cdk.json, which only the CDK command line reads by itself; bundling is skipped. */
export const anApp = (directory?: string): App =>
  new App({
    context: { ...context, 'aws:cdk:bundling-stacks': [] },
    analyticsReporting: false,
    ...(directory === undefined ? {} : { outdir: directory }),
  });

export interface SynthesizeOptions {
  readonly marketing?: Marketing;
  readonly env?: Environment;
}

/** The templates of one stage by the last word of their stack's name. */
export const synthesize = (
  stage: StageConfig,
  { marketing = aMarketing(), env }: SynthesizeOptions = {},
): Readonly<Record<string, Template>> => {
  const stacks = addTributary(anApp(), { stage, marketing, env });
  return Object.fromEntries(Object.entries(stacks).map(([name, stack]) => [name, Template.fromStack(stack)]));
};
