import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, it } from 'vitest';
import { stages } from '#infra/stages.ts';
import { addTributary } from '#infra/tributary.ts';
import { aMarketing } from '#test/support/a-marketing.ts';
import { anApp } from '#test/support/synthesize.ts';

describe('synthesis', () => {
  it('stops on a finding of cdk-nag', () => {
    const app = anApp();
    const { data } = addTributary(app, { stage: stages.dev, marketing: aMarketing() });
    new Bucket(data, 'Careless');
    expect(() => app.synth()).toThrow(/AwsSolutions-S1|AwsSolutions-S10/);
  });

  it('passes without one', () => {
    const app = anApp();
    addTributary(app, { stage: stages.dev, marketing: aMarketing() });
    expect(() => app.synth()).not.toThrow();
  });
});
