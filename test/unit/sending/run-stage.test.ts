import { describe, expect, it } from 'vitest';
import { RunEnded } from '#shared/domain/journey/errors.ts';
import type { Subscription } from '#shared/domain/profile/profile.ts';
import { emailDigest } from '#shared/domain/profile/profile-id.ts';
import { SendNotNow } from '#shared/domain/sending/errors.ts';
import { at } from '#test/support/a-customer-event.ts';
import { aProfile, traitsOf } from '#test/support/a-profile.ts';
import { aMessage, aRun, aStage, mira, sendId, stageWorld, waitOneDay } from '#test/support/stage-world.ts';

const said = (state: Subscription['state']): { email: Subscription } => ({ email: { state, at: at('08:00'), by: 'message-0' } });
const theEnd = aStage({ steps: [] });

describe('a stage', () => {
  it('sends the message, tells of it, and answers when the next stage is due', async () => {
    const world = await stageWorld();
    const result = await world.runStage();

    expect(result).toEqual({ exit: 'Day 1 · wait 1 day', until: expect.stringMatching(/^2026-11-23T09:00:0\d/) });
    expect(world.mailer.accepted).toEqual([
      {
        sendId,
        tags: { profile0: Buffer.from(mira).toString('base64url') },
        to: 'mira@example.com',
        subject: 'Your guide, Mira',
        html: `<p>Hello Mira</p><a href="https://api.example/v1/unsubscribe/token-of-${sendId}">Unsubscribe</a> 12 Harbour Street, Portland`,
        text: `Hello Mira\n\nhttps://api.example/v1/unsubscribe/token-of-${sendId} 12 Harbour Street, Portland`,
        headers: {
          'List-Unsubscribe': `<https://api.example/v1/unsubscribe/token-of-${sendId}>`,
          'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        },
      },
    ]);
    const line = await world.line();
    expect(line).toMatchObject({ state: 'sent', sesMessageId: 'memory-1', message: 'product-manual', runNumber: 1 });
    expect(world.events.all()).toMatchObject([
      {
        name: 'Email Sent',
        messageId: `${sendId}:sent`,
        profileId: mira,
        timestamp: line?.sentAt,
        originalTimestamp: line?.sentAt,
        properties: { message: 'product-manual', journey: 'lead-nurture', step: 'manual' },
        context: { channel: 'email', source: 'tributary' },
      },
    ]);
  });

  it('creates a task for a team and tells of it once, however often the stage is repeated', async () => {
    const world = await stageWorld();
    const stage = aStage({
      steps: [
        { kind: 'task', id: 'call', name: 'task call', title: 'Call the lead', assignee: 'sales', dueInMilliseconds: 86_400_000 },
        waitOneDay,
      ],
    });
    await world.runStage(stage);
    await world.runStage(stage);

    expect(await world.tasks.list([mira])).toMatchObject([
      { title: 'Call the lead', assignee: 'sales', state: 'open', createdAt: at('09:00:02'), dueAt: '2026-11-23T09:00:02.000Z' },
    ]);
    expect(world.log()).toEqual(['Task Created']);
  });

  it('completes the run at its end, and tells again with the same time when the answer was lost', async () => {
    const world = await stageWorld();
    expect(await world.runStage(theEnd)).toMatchObject({ exit: 'end' });
    expect(await world.runStage(theEnd)).toMatchObject({ exit: 'end' });

    const run = await world.runs.load(mira, 'lead-nurture', 1);
    expect(run).toMatchObject({ state: 'completed', endReason: 'completed' });
    expect(world.events.all()).toMatchObject([{ name: 'Journey Completed', timestamp: run?.endedAt }]);
  });

  it('runs for somebody whose entry is not quite finished', async () => {
    const world = await stageWorld({ run: { state: 'entering' } });
    await world.runStage();
    expect(world.log()).toEqual(['Email Sent']);
  });

  it.each([
    ['was exited', { state: 'exited', endedAt: at('08:30'), endReason: 'Order Completed' }, ['Journey Exited']],
    [
      'was converted',
      { state: 'converted', endedAt: at('08:30'), convertedAt: at('08:30'), endReason: 'goal' },
      ['Journey Converted'],
    ],
  ] as const)('sends nothing for a run that %s, and says so to the log and the state machine', async (_, run, log) => {
    const world = await stageWorld({ run });
    await expect(world.runStage()).rejects.toThrow(RunEnded);
    expect(world.mailer.accepted).toEqual([]);
    expect(world.log()).toEqual(log);
  });

  it('sends nothing for a run that was completed, and is at the end again', async () => {
    const world = await stageWorld({ run: { state: 'completed', endedAt: at('08:30'), endReason: 'completed' } });
    expect(await world.runStage()).toMatchObject({ exit: 'end' });
    expect(world.mailer.accepted).toEqual([]);
    expect(world.events.all()).toMatchObject([{ name: 'Journey Completed', timestamp: at('08:30') }]);
  });

  const once = (hour: string) => ({ count: 1, first: at(hour), last: at(hour) });
  it.each([
    ['an exit', { 'Order Completed': once('08:30') }, 'exited', ['Journey Exited']],
    ['the goal', { 'Demo Booked': once('08:30') }, 'converted', ['Journey Converted']],
  ] as const)('ends the run itself where the profile holds %s whose signal never came', async (_, events, state, log) => {
    const world = await stageWorld({ profile: { events } });
    await expect(world.runStage()).rejects.toThrow(RunEnded);
    await expect(world.runStage()).rejects.toThrow(RunEnded);

    expect(await world.runs.load(mira, 'lead-nurture', 1)).toMatchObject({ state });
    expect(world.mailer.accepted).toEqual([]);
    expect(world.log()).toEqual(log);
  });

  it('goes on where the order was made before the entry', async () => {
    const world = await stageWorld({ profile: { events: { 'Order Completed': once('07:59') } } });
    await world.runStage();
    expect(world.mailer.accepted).toHaveLength(1);
  });

  it.each(['before', 'after'] as const)('tells of such an end also when it was interrupted %s marking it', async (when) => {
    const world = await stageWorld({ profile: { events: { 'Order Completed': once('08:30') } } });
    const crash = world.runStage(aStage(), (effect) => {
      if (effect.name === 'runs.move' && effect.when === when) throw new Error('the process died');
    });
    await expect(crash).rejects.toThrow('the process died');
    await expect(world.runStage()).rejects.toThrow(RunEnded);
    expect(world.log()).toEqual(['Journey Exited']);
  });

  it('sends nothing when the run ends between the first look and the claim, and explains it', async () => {
    const world = await stageWorld();
    const stage = aStage();
    const ending = world.runStage(stage, async ({ name, when }) => {
      if (name === 'ledger.claim' && when === 'before') {
        await world.runs.move(aRun({ state: 'exited', endedAt: at('09:00'), endReason: 'Order Completed' }), ['active']);
      }
    });
    await expect(ending).rejects.toThrow(RunEnded);
    expect(world.mailer.accepted).toEqual([]);
    expect(await world.line()).toMatchObject({ state: 'dropped', reason: 'run-ended' });
    expect(world.log()).toEqual(['Email Not Sent']);
  });

  it('refuses a run that does not exist, because nobody could have started it', async () => {
    const world = await stageWorld();
    await expect(world.runStage(aStage({ runNumber: 2 }))).rejects.toThrow(/there is no run/);
  });
});

describe('who gets no mail, and why', () => {
  it.each([
    ['has no address', { profile: { traits: traitsOf({ firstName: 'Mira' }) } }, 'no-address'],
    ['has an address that is none', { profile: { traits: traitsOf({ email: 'mira at example' }) } }, 'no-address'],
    ['has two addresses in one', { profile: { traits: traitsOf({ email: 'mira@example.com, eve@example.com' }) } }, 'no-address'],
    [
      'has an address with a line break',
      { profile: { traits: traitsOf({ email: 'mira@example.com\nBcc: eve@example.com' }) } },
      'no-address',
    ],
    ['has unsubscribed', { profile: { subscriptions: said('unsubscribed') } }, 'unsubscribed'],
    [
      'has unsubscribed, where consent is explicit',
      { profile: { subscriptions: said('unsubscribed') }, channel: { consent: 'explicit' } },
      'unsubscribed',
    ],
    ['has not subscribed, where consent is explicit', { channel: { consent: 'explicit' } }, 'no-consent'],
    ['would get a message that is gone', { messages: [] }, 'unknown-message'],
    [
      'would get a message that fails',
      { messages: [aMessage({ html: '{{ traits.firstName | divided_by: 0 | nofilter }}' })] },
      'unrenderable',
    ],
  ] as const)('somebody who %s', async (_, setting, reason) => {
    const world = await stageWorld(setting);
    expect(await world.runStage()).toHaveProperty('until');
    expect(world.mailer.accepted).toEqual([]);
    expect(await world.line()).toMatchObject({ state: 'dropped', reason });
    expect(world.events.all()).toMatchObject([{ name: 'Email Not Sent', properties: { reason, message: 'product-manual' } }]);
  });

  it('somebody whose address is suppressed', async () => {
    const world = await stageWorld();
    await world.suppressions.add(emailDigest('mira@example.com'), 'bounce', at('08:00'));
    await world.runStage();
    expect(await world.line()).toMatchObject({ state: 'dropped', reason: 'suppressed' });
  });

  it('but somebody who has subscribed gets it where consent is explicit', async () => {
    const world = await stageWorld({ profile: { subscriptions: said('subscribed') }, channel: { consent: 'explicit' } });
    await world.runStage();
    expect(world.mailer.accepted).toHaveLength(1);
  });

  it('somebody who unsubscribes while the message is being written', async () => {
    const world = await stageWorld();
    await world.runStage(aStage(), async ({ name, when }) => {
      if (name !== 'ledger.claim' || when !== 'before') return;
      await world.profiles.save(aProfile({ id: mira, version: 1, subscriptions: said('unsubscribed') }));
    });
    expect(await world.line()).toMatchObject({ state: 'dropped', reason: 'unsubscribed' });
    expect(world.mailer.accepted).toEqual([]);
  });
});

describe('somebody who became known meanwhile', () => {
  const anonymous = 'anon:device-1' as const;
  const run = { profileId: anonymous, runId: 'run-of-the-device' };
  const stage = aStage({ profileId: anonymous, runId: 'run-of-the-device' });

  it('is written to as who they are now, while run and ledger stay where they were', async () => {
    const world = await stageWorld({ run });
    await world.profiles.save(aProfile({ id: 'user:x', version: 0 }), [{ id: anonymous, version: 0, mergedInto: mira }]);
    await world.runStage(stage);

    expect(world.mailer.accepted).toMatchObject([{ to: 'mira@example.com', subject: 'Your guide, Mira' }]);
    expect(await world.ledger.list([anonymous])).toMatchObject([{ profileId: anonymous, state: 'sent' }]);
    expect(world.events.all()).toMatchObject([{ name: 'Email Sent', profileId: anonymous }]);
  });

  it('is asked for consent as who they are now, even when the merge comes between look and claim', async () => {
    const world = await stageWorld({ run });
    await world.profiles.save(aProfile({ id: anonymous, traits: traitsOf({ email: 'mira@example.com' }) }));
    await world.profiles.save(
      aProfile({ id: mira, version: 1, traits: traitsOf({ email: 'mira@example.com' }), subscriptions: said('unsubscribed') }),
    );
    await world.runStage(stage, async ({ name, when }) => {
      if (name !== 'ledger.claim' || when !== 'before') return;
      await world.profiles.save(aProfile({ id: 'user:x', version: 0 }), [{ id: anonymous, version: 1, mergedInto: mira }]);
    });

    expect(world.mailer.accepted).toEqual([]);
    expect(await world.ledger.list([anonymous])).toMatchObject([{ state: 'dropped', reason: 'unsubscribed' }]);
  });
});

describe('when SES takes no mail', () => {
  it('the stage fails in a way that is tried again, and the line can be claimed again', async () => {
    const world = await stageWorld();
    world.mailer.answerNext({ kind: 'not-now', code: 'SendingPausedException' });
    await expect(world.runStage()).rejects.toThrow(SendNotNow);
    expect(await world.line()).toMatchObject({ state: 'claimed', code: 'SendingPausedException' });

    await world.runStage();
    expect(await world.line()).toMatchObject({ state: 'sent' });
  });

  it('whoever unsubscribes until the next attempt gets nothing', async () => {
    const world = await stageWorld();
    world.mailer.answerNext({ kind: 'not-now', code: 'TooManyRequestsException' });
    await expect(world.runStage()).rejects.toThrow(SendNotNow);
    await world.profiles.save(aProfile({ id: mira, version: 1, subscriptions: said('unsubscribed') }));

    await world.runStage();
    expect(await world.line()).toMatchObject({ state: 'dropped', reason: 'unsubscribed' });
    expect(world.mailer.accepted).toEqual([]);
  });
});
