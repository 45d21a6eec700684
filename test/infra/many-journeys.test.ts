import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileMarketing } from '#infra/marketing.ts';
import { stages } from '#infra/stages.ts';
import { synthesize } from '#test/support/synthesize.ts';

/** What CloudFormation, IAM and EventBridge take. None of them can be asked at synth, and each refuses a deployment half-way. */
const limits = { templateBytes: 1_000_000, resources: 500, managedPolicy: 6_144, inlinePolicies: 10_240, eventPattern: 2_048 };
const copies = 150;

type Found = Readonly<Record<string, { readonly Type: string; readonly Properties: Record<string, unknown> }>>;
let templates: readonly (readonly [string, { readonly text: string; readonly resources: Found }])[];

const ofType = (...types: readonly string[]) =>
  templates.flatMap(([, { resources }]) => Object.entries(resources).filter(([, { Type }]) => types.includes(Type)));

/** IAM counts a policy's characters without white space, with references filled in; an ARN's account and region are as long as these. */
const policySize = (document: unknown): number =>
  JSON.stringify(document)
    .replaceAll('{"Ref":"AWS::Partition"}', 'aws')
    .replaceAll('{"Ref":"AWS::Region"}', 'ap-southeast-2')
    .replaceAll('{"Ref":"AWS::AccountId"}', '123456789012').length;

beforeAll(async () => {
  const marketing = await compileMarketing(resolve(import.meta.dirname, '../../marketing'));
  const nurture = marketing.journeys.find(({ journey }) => journey === 'lead-nurture');
  if (nurture === undefined) throw new Error('lead-nurture is gone; take another journey');
  const journeys = Array.from({ length: copies }, (_, index) => {
    const journey = `lead-nurture-${index + 1}`;
    // Each begins with an event of its own, as the journeys of a large team do.
    return {
      ...nurture,
      journey,
      rules: { ...nurture.rules, journey, enter: { ...nurture.rules.enter, on: `Lead ${index + 1} Created` } },
    };
  });
  templates = Object.entries(synthesize(stages.prod, { marketing: { ...marketing, journeys } })).map(([name, template]) => {
    const { Resources } = template.toJSON();
    return [name, { text: JSON.stringify(template.toJSON()), resources: Resources }] as const;
  });
});

describe(`${copies} journeys of the size of lead-nurture`, () => {
  it('leave every template below what CloudFormation takes', () => {
    for (const [name, { text, resources }] of templates) {
      expect.soft(Buffer.byteLength(text), `bytes of ${name}`).toBeLessThan(limits.templateBytes);
      expect.soft(Object.keys(resources).length, `resources of ${name}`).toBeLessThanOrEqual(limits.resources);
    }
  });

  it('leave every policy below what IAM takes', () => {
    const inline = Map.groupBy(ofType('AWS::IAM::Policy'), ([, { Properties }]) => JSON.stringify(Properties.Roles));
    for (const [role, policies] of inline) {
      const size = policies.reduce((sum, [, { Properties }]) => sum + policySize(Properties.PolicyDocument), 0);
      expect.soft(size, `inline policies of ${role}`).toBeLessThanOrEqual(limits.inlinePolicies);
    }
    for (const [id, { Properties }] of ofType('AWS::IAM::ManagedPolicy')) {
      expect.soft(policySize(Properties.PolicyDocument), id).toBeLessThanOrEqual(limits.managedPolicy);
    }
  });

  it('are listened to by one rule whose pattern EventBridge takes: no deployment moves an event from one to another', () => {
    const patterns = ofType('AWS::Events::Rule').map(([, { Properties }]) => Properties.EventPattern);
    for (const pattern of patterns) expect.soft(JSON.stringify(pattern).length).toBeLessThanOrEqual(limits.eventPattern);
    const ours = patterns.filter((pattern) => JSON.stringify(pattern).includes('"tributary"'));
    expect(ours).toEqual([{ source: ['tributary'] }]);
  });

  it('have one machine each', () => {
    const names = ofType('AWS::StepFunctions::StateMachine').map(([, { Properties }]) => Properties.StateMachineName);
    expect(names.filter((name) => String(name).includes('lead-nurture-'))).toHaveLength(copies);
  });
});
