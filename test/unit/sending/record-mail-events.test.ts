import { describe, expect, it } from 'vitest';
import { StoreUnavailable } from '#shared/domain/errors.ts';
import { noteKey } from '#shared/domain/journey/run-notes.ts';
import { emailDigest } from '#shared/domain/profile/profile-id.ts';
import { at } from '#test/support/a-customer-event.ts';
import { sendId, stageWorld } from '#test/support/stage-world.ts';

const sentWorld = async () => {
  const world = await stageWorld();
  await world.runStage();
  return world;
};

const bounce = (bounceType: string, emailAddress = 'mira@example.com') => ({
  bounce: {
    bounceType,
    bounceSubType: 'General',
    timestamp: at('09:31'),
    feedbackId: 'f-1',
    bouncedRecipients: [{ emailAddress, status: '5.1.1' }],
  },
});

describe('a report of SES', () => {
  it.each([
    ['Delivery', { delivery: { timestamp: at('09:31'), recipients: ['mira@example.com'] } }, 'Email Delivered', 'delivered', {}],
    [
      'DeliveryDelay',
      { deliveryDelay: { timestamp: at('09:31'), delayType: 'TransientCommunicationFailure' } },
      'Email Delayed',
      'delayed',
      { delayType: 'TransientCommunicationFailure' },
    ],
    ['Bounce', bounce('Permanent'), 'Email Bounced', 'bounced', { bounceType: 'Permanent', bounceSubType: 'General' }],
    ['Bounce', bounce('Transient'), 'Email Bounced', 'bounced', { bounceType: 'Transient' }],
    [
      'Complaint',
      {
        complaint: {
          timestamp: at('09:31'),
          complainedRecipients: [{ emailAddress: 'mira@example.com' }],
          complaintFeedbackType: 'abuse',
        },
      },
      'Email Complained',
      'complained',
      { feedbackType: 'abuse' },
    ],
  ])('%s becomes an event in the log, once, at the time SES says', async (eventType, details, name, suffix, properties) => {
    const world = await sentWorld();
    await world.report(eventType, details);
    await world.report(eventType, details);

    expect(world.log()).toEqual(['Email Sent', name]);
    expect(world.events.all()[1]).toMatchObject({
      messageId: `${sendId}:${suffix}`,
      timestamp: at('09:31'),
      properties: { message: 'product-manual', journey: 'lead-nurture', sendId, ...properties },
    });
  });

  it('Reject becomes an event at the time of the mail', async () => {
    const world = await sentWorld();
    await world.report('Reject', { reject: { reason: 'Bad content' } });
    expect(world.events.all()[1]).toMatchObject({
      name: 'Email Rejected',
      timestamp: at('09:30'),
      properties: { reason: 'Bad content' },
    });
  });

  it('tells nothing of the address in what it records', async () => {
    const world = await sentWorld();
    await world.report('Bounce', bounce('Permanent'));
    expect(JSON.stringify(world.events.all())).not.toContain('example.com');
  });

  it.each(['Send', 'Delivery'])('%s settles a line that was left unknown', async (eventType) => {
    const world = await stageWorld();
    await world
      .runStage(undefined, ({ name, when }) => {
        if (name === 'mailer.send' && when === 'after') throw new Error('lost');
      })
      .catch(() => undefined);
    await world.runStage();
    expect(await world.line()).toMatchObject({ state: 'unknown' });

    await world.report(eventType, { delivery: { timestamp: at('09:31') } });
    await world.report(eventType, { delivery: { timestamp: at('09:31') } });
    expect(await world.line()).toMatchObject({ state: 'sent', sentAt: at('09:30'), sesMessageId: 'ses-1' });
    expect(world.log()).toEqual(eventType === 'Send' ? ['Email Sent'] : ['Email Sent', 'Email Delivered']);
  });

  const outcome = async (world: Awaited<ReturnType<typeof stageWorld>>) =>
    (await world.runNow()).decisions?.[noteKey('manual', 'outcome')];
  const leftUnknown = async () => {
    const world = await stageWorld();
    await world
      .runStage(undefined, ({ name, when }) => {
        if (name === 'mailer.send' && when === 'after') throw new Error('lost');
      })
      .catch(() => undefined);
    await world.runStage();
    return world;
  };

  it.each([
    ['Delivery, then Send', ['Delivery', 'Send']],
    ['Send, then Delivery, then Delivery again', ['Send', 'Delivery', 'Delivery']],
    ['Bounce alone, twice', ['Bounce', 'Bounce']],
  ])('settles what the run says of the message: %s', async (_sentence, eventTypes) => {
    const world = await leftUnknown();
    expect(await outcome(world)).toMatchObject({ label: 'unknown' });
    for (const eventType of eventTypes) {
      await world.report(eventType, { ...bounce('Permanent'), delivery: { timestamp: at('09:31') } });
      expect(await outcome(world)).toEqual({ label: 'sent', at: at('09:30') });
    }
  });

  it.each(['run', 'ledger'])('that could not be written to the %s settles both when it comes again', async (where) => {
    const world = await leftUnknown();
    const { runs, ledger } = world;
    const [{ amend }, { move }] = [runs, ledger];
    const unavailable = () => Promise.reject(new StoreUnavailable('unavailable', 1));
    if (where === 'run') runs.amend = unavailable;
    else ledger.move = unavailable;
    await expect(world.report('Send')).rejects.toThrow(StoreUnavailable);
    runs.amend = amend;
    ledger.move = move;
    await world.report('Send');
    expect(await outcome(world)).toMatchObject({ label: 'sent' });
    expect(await world.line()).toMatchObject({ state: 'sent' });
  });

  it('that overtakes the note of a stage is not undone by it', async () => {
    const world = await stageWorld();
    await world
      .runStage(undefined, ({ name, when }) => {
        if (name === 'mailer.send' && when === 'after') throw new Error('lost');
      })
      .catch(() => undefined);
    await world.runStage(undefined, async ({ name, when }) => {
      if (name === 'runs.decide' && when === 'before') await world.report('Delivery', { delivery: { timestamp: at('09:31') } });
    });
    expect(await outcome(world)).toMatchObject({ label: 'sent' });
  });

  it('is not needed where the answer of SES comes after all: a second invocation had given it up', async () => {
    const world = await stageWorld();
    await world.runStage(undefined, async ({ name, when }) => {
      if (name === 'mailer.send' && when === 'after') await world.runStage();
    });
    expect(await world.line()).toMatchObject({ state: 'sent' });
    expect(await outcome(world)).toMatchObject({ label: 'sent' });
  });

  it('that comes before the answer of SES does not tell of the same mail twice', async () => {
    const world = await stageWorld();
    await world.runStage(undefined, async ({ name, when }) => {
      if (name === 'mailer.send' && when === 'after') await world.report('Send');
    });
    expect(world.log()).toEqual(['Email Sent']);
    expect(world.events.all()[0]?.timestamp).toBe(at('09:30'));
  });

  it('tells of a mail whose stage was lost before it could', async () => {
    const world = await stageWorld();
    await world
      .runStage(undefined, ({ name, when }) => {
        if (name === 'events.put' && when === 'before') throw new Error('lost');
      })
      .catch(() => undefined);
    expect(world.log()).toEqual([]);
    await world.report('Send');
    expect(world.log()).toEqual(['Email Sent']);
  });
});

describe('suppression', () => {
  it.each([
    ['a bounce for good', 'Bounce', bounce('Permanent'), true],
    ['a bounce for good with the name in it', 'Bounce', bounce('Permanent', '"Mira" <MIRA@example.com>'), true],
    ['a bounce that may pass', 'Bounce', bounce('Transient'), false],
    ['a bounce nobody can place', 'Bounce', bounce('Undetermined'), false],
    [
      'a complaint',
      'Complaint',
      { complaint: { timestamp: at('09:31'), complainedRecipients: [{ emailAddress: 'mira@example.com' }] } },
      true,
    ],
  ])('%s', async (_, eventType, details, expected) => {
    const world = await sentWorld();
    await world.report(eventType, details);
    expect(await world.suppressions.has(emailDigest('mira@example.com'))).toBe(expected);
  });

  it('happens even for mail that the ledger does not know', async () => {
    const world = await stageWorld();
    expect(await world.report('Bounce', bounce('Permanent'))).toEqual({
      kind: 'ignored',
      why: 'the mail carries no tags of ours',
    });
    expect(await world.suppressions.has(emailDigest('mira@example.com'))).toBe(true);
  });
});

describe('what is passed over', () => {
  it.each(['Open', 'Click', 'Subscription'])('%s, until it is used', async (eventType) => {
    const world = await sentWorld();
    expect(await world.report(eventType)).toEqual({ kind: 'ignored', why: eventType });
  });

  it('a report that is not one goes to the dead letters', async () => {
    const world = await sentWorld();
    await expect(world.report('Bounce', { bounce: {} })).rejects.toThrow();
  });
});
