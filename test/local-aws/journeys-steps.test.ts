import { randomBytes, randomUUID } from 'node:crypto';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { createCouponStore } from '#shared/adapters/dynamodb/coupon-store.ts';
import { createProfileStore } from '#shared/adapters/dynamodb/profile-store.ts';
import { emptyProfile } from '#shared/domain/profile/profile.ts';
import { userProfileId } from '#shared/domain/profile/profile-id.ts';
import {
  addressOf,
  atOnce,
  executionIs,
  happened,
  known,
  mailed,
  mailsOf,
  runIn,
  runOf,
  send,
  shortly,
  standStill,
  sweep,
  untilRouted,
  untilWaiting,
} from '#test/support/deployed-journeys.ts';
import { customerWhen } from '#test/support/local-api.ts';
import { localStack, localTable } from '#test/support/local-stack.ts';
import { mailTo } from '#test/support/sent-mail.ts';
import { readReceived } from '#test/support/webhook-receiver.ts';
import { failedExecutions } from '#tools/local/failed-executions.ts';

beforeEach(standStill);
afterEach(standStill);

const someone = (name: string): string => `${name}-${randomUUID()}`;

/** A customer who has asked for help, with the task that came of it. */
const helpFor = async (traits: Record<string, unknown> = {}) => {
  const userId = someone('help');
  await send(known(userId, traits), happened(userId, 'Help Wanted'));
  await untilWaiting(userId, 'help');
  const { tasks } = await customerWhen(userId, 'has a task', (customer) => customer.tasks.length > 0);
  const [task] = tasks;
  if (task === undefined) throw new Error('there is no task');
  return { userId, task };
};

const done = (userId: string, taskId: string, outcome: string) => happened(userId, 'Task Completed', { taskId, outcome });

it.each([
  ['the first condition that holds', { keeper: 'ines', mood: 'worse' }, 'Help: by your keeper', 'ines'],
  ['another condition', { mood: 'worse' }, 'Help: at once', 'rescue'],
  ['no condition', { mood: 'fine' }, 'Help: soon', 'rescue'],
])('goes the way of %s, and gives the task to who is in charge', async (_, traits, subject, assignee) => {
  const { userId, task } = await helpFor(traits);
  expect(await mailsOf(userId)).toEqual([subject]);
  expect(task.assignee).toBe(assignee);
});

it('goes on when the task is done, by what came of it, and another way when it is not done in time', async () => {
  const [helped, tried, late] = await Promise.all([helpFor(), helpFor(), helpFor()]);
  // Somebody else's task says nothing about this one.
  await send(done(late.userId, helped.task.taskId, 'helped'));
  await customerWhen(late.userId, 'has the event', ({ events }) => events['Task Completed'] !== undefined);
  await send(done(helped.userId, helped.task.taskId, 'helped'), done(tried.userId, tried.task.taskId, 'nobody was in'));
  await mailed(helped.userId, 'Help: done');
  await mailed(tried.userId, 'Help: tried');
  await untilRouted();
  expect(await mailsOf(late.userId)).toEqual(['Help: soon']);

  await shortly();
  await mailed(late.userId, 'Help: late');
  for (const { userId } of [helped, tried, late]) {
    await executionIs(userId, 'help', 'SUCCEEDED');
    await runIn(userId, 'help', 'completed');
    expect(await mailsOf(userId)).toHaveLength(2);
  }
});

it('leaves by a condition that holds when a stage begins, before anything of that stage is done', async () => {
  const { userId, task } = await helpFor({ mood: 'worse' });
  await send(known(userId, { mood: 'better' }));
  await customerWhen(userId, 'is better', ({ traits }) => traits.mood === 'better');
  expect((await runOf(userId, 'help'))?.state).toBe('active');

  await send(done(userId, task.taskId, 'helped'));
  expect((await runIn(userId, 'help', 'exited')).endReason).toBe("traits.mood == 'better'");
  await executionIs(userId, 'help', 'SUCCEEDED');
  expect(await mailsOf(userId)).toEqual(['Help: at once']);
});

it('begins when a customer comes into a segment, and ends when they leave it', async () => {
  const userId = someone('room');
  await send(known(userId, { room: 'inside' }));
  await mailed(userId, 'Room');

  await send(known(userId, { room: 'outside' }));
  expect((await runIn(userId, 'room', 'exited')).endReason).toBe('segment left: in-the-room');
  await executionIs(userId, 'room', 'ABORTED');

  await send(known(userId, { room: 'inside' }));
  await runIn(userId, 'room', 'active', 2);
  await atOnce();
  await runIn(userId, 'room', 'completed', 2);
  expect(await mailsOf(userId)).toEqual(['Room', 'Room', 'Room: end']);
});

it('begins for customers whom a sweep finds in a segment, once for however many sweeps', async () => {
  const userId = someone('harvest');
  const at = new Date().toISOString();
  const profile = emptyProfile(userProfileId(userId));
  const said = (value: string | boolean) => ({ value, at, by: 'the test' });
  // As it is after a deployment with a new segment: the customer fulfils its condition, and nobody has looked.
  await createProfileStore(localTable()).save({ ...profile, traits: { email: said(addressOf(userId)), ripe: said(true) } });

  expect(await sweep({ purpose: 'segments', dueAt: at })).toBeGreaterThan(0);
  await mailed(userId, 'Harvest');
  await runIn(userId, 'harvest', 'completed');
  await sweep({ purpose: 'segments', dueAt: at });
  await sweep({ purpose: 'segments' });
  const customer = await customerWhen(userId, 'is told to have come in', ({ timeline }) =>
    timeline.events.some(({ name }) => name === 'Journey Completed'),
  );
  expect(customer.timeline.events.filter(({ name }) => name === 'Segment Entered')).toHaveLength(1);
  await untilRouted();
  expect(await mailsOf(userId)).toEqual(['Harvest']);
});

it('begins on a schedule for who is in the segment, once for each time that it is due', async () => {
  const [member, other] = [someone('club'), someone('club')];
  await send(known(member, { club: 'yes' }), known(other, { club: 'no' }));
  await customerWhen(member, 'is in the club', ({ segments }) => segments['club-members'] !== undefined);
  await customerWhen(other, 'is known', ({ traits }) => traits.club === 'no');

  const due = { purpose: 'schedule', journey: 'circular', segment: 'club-members' } as const;
  const dueAt = new Date().toISOString();
  await sweep({ ...due, dueAt });
  await runIn(member, 'circular', 'completed');
  await sweep({ ...due, dueAt });
  await untilRouted();
  expect(await runOf(member, 'circular', 2)).toBeUndefined();

  await sweep({ ...due, dueAt: new Date().toISOString() });
  await runIn(member, 'circular', 'completed', 2);
  expect(await mailsOf(member)).toEqual(['Circular', 'Circular']);
  expect(await mailsOf(other)).toEqual([]);
});

it('gives coupons, each code to one customer, and tells other systems, signed and again until they take it', async () => {
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  await new SecretsManagerClient({}).send(
    new CreateSecretCommand({ Name: 'tributary/local/destinations/receiver', SecretString: secret }),
  );
  const codes = [`SPA-${randomUUID()}`, `SPA-${randomUUID()}`];
  await createCouponStore(localTable()).load('voucher', codes);
  const ids = ['gift', 'gift', 'gift'].map(someone);
  // A refused webhook is tried again half a minute later.
  await shortly();
  await send(...ids.flatMap((userId) => [known(userId, { firstName: 'Ada' }), happened(userId, 'Gift Asked')]));
  for (const userId of ids) await runIn(userId, 'gift', 'completed');

  const mails = (await Promise.all(ids.map((userId) => mailTo(addressOf(userId))))).flat();
  const generated = mails.flatMap(({ text = '' }) => text.match(/GIFT-[0-9A-Z]{8}/g) ?? []);
  expect(new Set(generated).size).toBe(3);
  const taken = mails.flatMap(({ text = '' }) => text.match(/SPA-[0-9a-f-]{36}/gi) ?? []);
  expect(taken.map((code) => code.toUpperCase()).toSorted()).toEqual(codes.map((code) => code.toUpperCase()).toSorted());
  expect(mails.filter(({ subject }) => subject === 'A voucher')).toHaveLength(3);

  const received = await readReceived(inject('receiverUrl'));
  const webhook = new Webhook(secret);
  for (const { body, headers } of received) expect(webhook.verify(body, headers)).toEqual({ name: 'Ada', gift: 'sent' });
  const tampered = received[0];
  expect(() => webhook.verify(`${tampered?.body} `, tampered?.headers ?? {})).toThrow();
  const idsOf = (path: string, answered: number) =>
    received.filter((one) => one.path === path && one.answered === answered).map(({ headers }) => headers['webhook-id']);
  expect(new Set(idsOf('/hook', 204)).size).toBe(3);
  expect(idsOf('/hook', 204)).toHaveLength(3);
  expect(new Set(idsOf('/moody', 204)).size).toBe(3);
  expect(idsOf('/moody', 204).toSorted()).toEqual(idsOf('/moody', 503).toSorted());

  const told = await Promise.all(
    ids.map(async (userId) => {
      const { timeline } = await customerWhen(userId, 'is told of the webhooks', (customer) =>
        customer.timeline.events.some(({ name }) => name === 'Journey Completed'),
      );
      return timeline.events.map(({ name }) => name);
    }),
  );
  const times = (name: string) => told.flat().filter((each) => each === name).length;
  expect([times('Coupon Issued'), times('Coupon Not Issued'), times('Webhook Delivered'), times('Webhook Failed')]).toEqual([
    5, 1, 6, 0,
  ]);
});

it('has had no execution fail', async () => {
  const journeys = ['help', 'room', 'harvest', 'circular', 'gift'];
  const prefix = localStack().outputs.StateMachineArnPrefix ?? '';
  const failed = await Promise.all(journeys.map((journey) => failedExecutions(prefix, journey)));
  expect(failed.flat()).toEqual([]);
});
