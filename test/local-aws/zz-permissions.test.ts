import { resolve } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { compileMarketing } from '#infra/marketing.ts';
import { stages } from '#infra/stages.ts';
import { type Allowed, allows, covers, functionPolicies } from '#test/support/function-policies.ts';
import { readRecordedCalls } from '#test/support/recorded-calls.ts';
import { synthesize } from '#test/support/synthesize.ts';
import { reasonWithoutCall } from '#test/support/uncalled-permissions.ts';

/**
 * The emulator enforces no permissions, so a missing one would show on AWS only. The test build of the functions notes what its
 * calls need (infra/recorder); here that is held against what the synthesized policies allow, in both directions. Runs when the
 * other local-AWS tests are through.
 */
const repository = resolve(import.meta.dirname, '../..');
const recorded = readRecordedCalls(process.env.TRIBUTARY_RECORDED_CALLS ?? resolve(repository, '.local/recorded-calls'));
const marketing = await compileMarketing(inject('marketing'), { allowLoopback: true });
const policies = functionPolicies(synthesize(stages.local, { marketing, env: { account: '000000000000', region: 'us-east-1' } }));

/** One line for each family of partitions, because each could be taken away by itself. */
const single = (allowed: readonly Allowed[]): readonly Allowed[] =>
  allowed.flatMap((each) =>
    each.partitions ? each.partitions.map((partition) => ({ ...each, partitions: [partition] })) : [each],
  );

/**
 * The machines of journeys are all alike: what is done to one is done to each, and counts for all of them.
 */
const siblings = (allowed: Allowed): readonly Allowed[] => {
  const [, machine = '', end = ''] =
    /:(?:stateMachine|execution):(tributary-local-[a-z0-9-]+)(:\*)?$/.exec(allowed.resource) ?? [];
  const own = marketing.journeys.some(({ journey }) => machine === `tributary-local-${journey}`);
  return own
    ? marketing.journeys.map(({ journey }) => ({
        ...allowed,
        resource: allowed.resource.replace(`:${machine}${end}`, `:tributary-local-${journey}${end}`),
      }))
    : [allowed];
};

const said = ({ action, resource, partitions }: Allowed): string => [action, resource, ...(partitions ?? [])].join(' ');

describe.each([...policies])('%s', (name, allowed) => {
  const calls = recorded.get(name) ?? [];

  it('was called in the local-AWS tests, and noted what it called', () => {
    expect(calls.length, 'nothing is recorded: was the local stack deployed with -c recordCalls=…?').toBeGreaterThan(0);
  });

  it('may do everything it does', () => {
    expect(calls.filter((call) => !allows(allowed, call))).toEqual([]);
  });

  it('does everything it may, or there is a reason', () => {
    const unused = single(allowed).filter(
      (each) =>
        reasonWithoutCall(name, each) === undefined &&
        !siblings(each).some((sibling) => calls.some((call) => covers(sibling, call))),
    );
    expect(unused.map(said)).toEqual([]);
  });
});
