import { afterEach, beforeEach, expect, it } from 'vitest';
import { createRunStore } from '#shared/adapters/dynamodb/run-store.ts';
import { armOf, hashChance, splitKey } from '#shared/domain/journey/chance.ts';
import { type JourneyRun, runIdOf } from '#shared/domain/journey/run.ts';
import { userProfileId } from '#shared/domain/profile/profile-id.ts';
import {
  executionStatus,
  firstStageOf,
  happened,
  invokeStage,
  known,
  mailed,
  mailsOf,
  runIn,
  runWhen,
  send,
  shortly,
  standStill,
  untilRouted,
} from '#test/support/deployed-journeys.ts';
import { isHeldOutOf, userIdWhere } from '#test/support/ids-by-chance.ts';
import { customerWhen } from '#test/support/local-api.ts';
import { localStack, localTable } from '#test/support/local-stack.ts';
import { failedExecutions } from '#tools/local/failed-executions.ts';

beforeEach(standStill);
afterEach(standStill);

const sides = ['heads', 'tails'] as const;
type Side = (typeof sides)[number];

/** The split of the journey `coin`, as it is deployed. */
const splitOf = async () => {
  const { steps, inputFor } = await firstStageOf('coin');
  const [step] = steps;
  if (step?.kind !== 'split') throw new Error('the journey does not begin with its split');
  const sideOf = (userId: string) => armOf(step.arms, hashChance(splitKey('coin', step.id, userProfileId(userId))))?.label;
  return { step, inputFor, someone: (side: Side) => userIdWhere(side, (userId) => sideOf(userId) === side) };
};

/** A customer with a run of `coin` whose stages nobody runs but the test. */
const runByHand = async (userId: string, decisions: JourneyRun['decisions'] = {}): Promise<JourneyRun> => {
  await send(known(userId));
  await customerWhen(userId, 'is known', ({ email }) => email !== undefined);
  const profileId = userProfileId(userId);
  const run: JourneyRun = {
    journey: 'coin',
    profileId,
    number: 1,
    runId: runIdOf('coin', profileId, 1),
    state: 'entering',
    enteredAt: new Date().toISOString(),
    enteredBy: 'the test',
    decisions,
  };
  expect(await createRunStore(localTable()).claim(run)).toBe('claimed');
  return run;
};

it('gives each customer the variant that falls to them, and the same one when they come again', async () => {
  const { step, someone } = await splitOf();
  const ids = sides.flatMap((side) => Array.from({ length: 3 }, () => [side, someone(side)] as const));
  await send(...ids.flatMap(([, userId]) => [known(userId), happened(userId, 'Coin Tossed')]));
  for (const [side, userId] of ids) {
    await mailed(userId, `Coin: ${side}`);
    await runWhen(userId, 'coin', 'has its variant', (run) => run.decisions?.[step.id]?.label === side);
  }
  await shortly();
  for (const [, userId] of ids) expect((await runIn(userId, 'coin', 'completed')).endReason).toBe('the coin lies');

  await standStill();
  await send(...ids.map(([, userId]) => happened(userId, 'Coin Tossed')));
  await shortly();
  for (const [side, userId] of ids) {
    await runIn(userId, 'coin', 'completed', 2);
    expect(await mailsOf(userId)).toEqual([`Coin: ${side}`, `Coin: ${side}`]);
    const customer = await customerWhen(
      userId,
      'is told to have had both',
      ({ timeline }) => timeline.events.filter(({ name }) => name === 'Variant Assigned').length === 2,
    );
    const told = customer.timeline.events.filter(({ name }) => name === 'Variant Assigned');
    expect(told.map(({ properties }) => properties?.variant)).toEqual([side, side]);
  }
});

it('mails nobody twice when a stage is run by two invocations at once, and again after that', async () => {
  const { someone, inputFor } = await splitOf();
  for (const side of sides) {
    const userId = someone(side);
    const input = inputFor(await runByHand(userId));
    const errors = await Promise.all([invokeStage(input), invokeStage(input), invokeStage(input)]);
    expect(errors.filter((error) => error === undefined).length).toBeGreaterThan(0);
    expect(await invokeStage(input)).toBeUndefined();
    expect(await mailsOf(userId)).toEqual([`Coin: ${side}`]);
  }
});

it('stays with a variant that was decided, whatever chance says by now', async () => {
  const { step, someone, inputFor } = await splitOf();
  const userId = someone('heads');
  const run = await runByHand(userId, { [step.id]: { label: 'tails', at: new Date().toISOString() } });
  expect(await invokeStage(inputFor(run))).toBeUndefined();
  expect(await mailsOf(userId)).toEqual(['Coin: tails']);
});

it('sends nothing to those held out, starts nothing for them, and counts when they reach the goal', async () => {
  const someone = (isHeldOut: boolean) => userIdWhere('draw', (userId) => isHeldOutOf('draw', 0.5, userId) === isHeldOut);
  const [out, winsAnyway] = [someone(true), someone(true)];
  const [goes, wins] = [someone(false), someone(false)];
  await send(...[out, winsAnyway, goes, wins].flatMap((userId) => [known(userId), happened(userId, 'Draw Entered')]));
  for (const userId of [goes, wins]) await mailed(userId, 'Draw');
  for (const userId of [out, winsAnyway]) {
    await runIn(userId, 'draw', 'held-out');
    expect(await executionStatus(userId, 'draw')).toBeUndefined();
    await customerWhen(userId, 'is told to be held out', ({ timeline }) =>
      timeline.events.some(({ name }) => name === 'Journey Held Out'),
    );
  }

  await send(happened(winsAnyway, 'Draw Won'), happened(wins, 'Draw Won'), happened(out, 'Draw Entered'));
  await runIn(wins, 'draw', 'converted');
  const converted = await runWhen(winsAnyway, 'draw', 'has converted', ({ convertedAt }) => convertedAt !== undefined);
  expect(converted.state).toBe('held-out');
  const customer = await customerWhen(winsAnyway, 'is told to have converted', ({ timeline }) =>
    timeline.events.some(({ name }) => name === 'Journey Converted'),
  );
  expect(customer.timeline.events.find(({ name }) => name === 'Journey Converted')?.properties?.heldOut).toBe(true);
  expect(customer.timeline.events.map(({ name }) => name)).not.toContain('Journey Entered');

  await untilRouted();
  expect(await Promise.all([out, winsAnyway, goes, wins].map(mailsOf))).toEqual([[], [], ['Draw'], ['Draw']]);
  expect((await customerWhen(out, 'is there', () => true)).journeys.map(({ state }) => state)).toEqual(['held-out']);
});

it('has had no execution fail', async () => {
  const prefix = localStack().outputs.StateMachineArnPrefix ?? '';
  expect([await failedExecutions(prefix, 'coin'), await failedExecutions(prefix, 'draw')]).toEqual([[], []]);
});
