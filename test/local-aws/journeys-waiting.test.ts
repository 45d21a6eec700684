import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  atOnce,
  executionIs,
  executionStatus,
  happened,
  known,
  mailed,
  mailsOf,
  runIn,
  runOf,
  runWhen,
  send,
  shortly,
  standStill,
  untilRouted,
  untilWaiting,
} from '#test/support/deployed-journeys.ts';
import { customerWhen } from '#test/support/local-api.ts';
import { localStack } from '#test/support/local-stack.ts';
import { withoutRouting } from '#test/support/routing.ts';
import { failedExecutions } from '#tools/local/failed-executions.ts';

const journey = 'relay';

beforeEach(standStill);
afterEach(standStill);

/** Customers who wait for an answer. */
const waiting = async (count = 1): Promise<readonly [string, ...string[]]> => {
  const [first = '', ...others] = Array.from({ length: count }, () => `relay-${randomUUID()}`);
  const ids = [first, ...others] as const;
  await send(...ids.flatMap((userId) => [known(userId), happened(userId, 'Relay Begun')]));
  await Promise.all(ids.map((userId) => untilWaiting(userId, journey)));
  return ids;
};

const answered = (userId: string, answer = 'yes') => happened(userId, 'Relay Answered', { answer });
const folded = (userId: string, event: string, count = 1) =>
  customerWhen(userId, `has ${event} in the profile`, ({ events }) => (events[event]?.count ?? 0) >= count);

/** What the wait for the answer came to. */
const outcomesOf = async (userId: string): Promise<readonly string[]> =>
  Object.entries((await runOf(userId, journey))?.decisions ?? {})
    .map(([, { label }]) => label)
    .filter((label) => label === 'came' || label === 'timed-out');

it('goes on by the event that it waits for, and by no other', async () => {
  const [userId, other] = await waiting(2);
  await send(answered(userId, 'hush'));
  await folded(userId, 'Relay Answered');
  await untilRouted();
  expect(await outcomesOf(userId)).toEqual([]);

  await send(answered(userId));
  await mailed(userId, 'Relay: answered');
  expect(await outcomesOf(userId)).toEqual(['came']);
  await customerWhen(userId, 'has what they answered as a trait', ({ traits }) => traits.answer === 'yes');
  expect(await executionStatus(userId, journey)).toBe('RUNNING');
  expect(await outcomesOf(other ?? '')).toEqual([]);
});

it('goes on the other way when time is up, and an answer after that changes nothing', async () => {
  const [userId] = await waiting();
  await shortly();
  await mailed(userId, 'Relay: silence');
  expect(await outcomesOf(userId)).toEqual(['timed-out']);

  await send(answered(userId));
  await folded(userId, 'Relay Answered');
  await untilRouted();
  expect(await outcomesOf(userId)).toEqual(['timed-out']);
  expect(await mailsOf(userId)).toEqual(['Relay: silence']);
  expect(await executionStatus(userId, journey)).toBe('RUNNING');
});

it('counts an answer that came in time, though its signal comes when time is up', async () => {
  const [userId] = await waiting();
  await withoutRouting(async () => {
    await send(answered(userId));
    await folded(userId, 'Relay Answered');
    await shortly();
    await mailed(userId, 'Relay: answered');
  });
  await untilRouted();
  expect(await outcomesOf(userId)).toEqual(['came']);
  expect(await mailsOf(userId)).toEqual(['Relay: answered']);
  expect(await executionStatus(userId, journey)).toBe('RUNNING');
});

it('decides once where the answer and the end of the time meet', async () => {
  const ids = await waiting(16);
  await shortly();
  // One after the other, so that some answers are there when the time is up, and others come just then or after it.
  for (const userId of ids) await send(answered(userId));
  await Promise.all(ids.map((userId) => folded(userId, 'Relay Answered')));
  for (const userId of ids) {
    await runWhen(userId, journey, 'is decided', (run) =>
      Object.values(run.decisions ?? {}).some(({ label }) => label === 'came' || label === 'timed-out'),
    );
  }
  await untilRouted();
  await atOnce();
  for (const userId of ids) {
    await executionIs(userId, journey, 'SUCCEEDED');
    const outcomes = await outcomesOf(userId);
    expect(outcomes).toHaveLength(1);
    expect(await mailsOf(userId)).toEqual([outcomes[0] === 'came' ? 'Relay: answered' : 'Relay: silence', 'Relay: end']);
  }
});

it('stops executions that wait for an event, and such that wait for time, when the customer leaves', async () => {
  const [atEvent, atTime, wins, stays] = (await waiting(4)) as readonly string[] as readonly [string, string, string, string];
  await send(answered(atTime), answered(stays));
  await mailed(atTime, 'Relay: answered');
  await mailed(stays, 'Relay: answered');

  await send(happened(atEvent, 'Relay Abandoned'), happened(atTime, 'Relay Abandoned'), happened(wins, 'Relay Won'));
  for (const userId of [atEvent, atTime]) {
    expect((await runIn(userId, journey, 'exited')).endReason).toBe('Relay Abandoned');
    await executionIs(userId, journey, 'ABORTED');
  }
  await runIn(wins, journey, 'converted');
  await executionIs(wins, journey, 'ABORTED');

  // What would have let them go on, and all the time there is: nothing comes of it.
  await send(answered(atEvent), answered(wins));
  await folded(atEvent, 'Relay Answered');
  await folded(wins, 'Relay Answered');
  await untilRouted();
  await atOnce();
  await runIn(stays, journey, 'completed');
  expect(await Promise.all([atEvent, atTime, wins, stays].map(mailsOf))).toEqual([
    [],
    ['Relay: answered'],
    [],
    ['Relay: answered', 'Relay: end'],
  ]);
  expect(await outcomesOf(atEvent)).toEqual([]);
  expect(await executionStatus(atEvent, journey)).toBe('ABORTED');
});

it('has had no execution fail', async () => {
  expect(await failedExecutions(localStack().outputs.StateMachineArnPrefix ?? '', journey)).toEqual([]);
});
