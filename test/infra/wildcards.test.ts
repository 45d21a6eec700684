import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readable } from '#infra/constructs/readable-reference.ts';
import { stageNames, stages } from '#infra/stages.ts';
import { reasonForWildcard, wildcardReasons } from '#infra/wildcard-reasons.ts';
import { synthesize } from '#test/support/synthesize.ts';

const list = z.union([z.array(z.unknown()), z.unknown().transform((one) => [one])]) as unknown as z.ZodType<unknown[]>;
const policies = z.record(
  z.string(),
  z.object({
    Properties: z.object({
      PolicyDocument: z.object({ Statement: z.array(z.object({ Effect: z.string(), Action: list, Resource: list.optional() })) }),
    }),
  }),
);

/** Every `action on resource` of the template's roles in which either has a wildcard. */
const wildcardsIn = (template: Template) =>
  Object.values(policies.parse(template.findResources('AWS::IAM::Policy'))).flatMap(({ Properties }) =>
    Properties.PolicyDocument.Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action, Resource = [] }) =>
      Action.flatMap((action) => Resource.map((resource) => ({ action: String(action), resource: readable(resource) }))).filter(
        ({ action, resource }) => /[*?]/.test(action) || /[*?]/.test(resource),
      ),
    ),
  );

describe.each(stageNames)('in stage %s', (stage) => {
  const found = Object.values(synthesize(stages[stage])).flatMap(wildcardsIn);

  it('every permission on * has a written reason', () => {
    const without = found.filter(({ action, resource }) => reasonForWildcard(action, resource) === undefined);
    expect(without).toEqual([]);
    expect(found.length).toBeGreaterThan(20);
  });
});

describe('the list of reasons', () => {
  it('has no row that nothing needs', () => {
    const found = stageNames.flatMap((stage) => Object.values(synthesize(stages[stage])).flatMap(wildcardsIn));
    const unneeded = wildcardReasons.flatMap(({ actions, resource }) =>
      actions.filter((action) => !found.some((each) => each.action === action && resource.test(each.resource))),
    );
    expect(unneeded).toEqual([]);
  });

  it('never excuses an action with a wildcard', () => {
    expect(reasonForWildcard('dynamodb:*', '*')).toBeUndefined();
    expect(reasonForWildcard('xray:*', '*')).toBeUndefined();
  });
});
