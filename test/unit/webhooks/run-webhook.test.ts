import { describe, expect, it } from 'vitest';
import { runWebhook } from '#functions/run-stage/steps/webhook.ts';
import { createMemoryEventStore } from '#shared/adapters/memory/event-store.ts';
import { createMemoryProfileStore } from '#shared/adapters/memory/profile-store.ts';
import { createMemoryRunStore } from '#shared/adapters/memory/run-store.ts';
import { createMemorySuppressions } from '#shared/adapters/memory/suppressions.ts';
import { createMemoryWebhooks } from '#shared/adapters/memory/webhooks.ts';
import type { Conditions, Facts } from '#shared/domain/condition/conditions.ts';
import { type JourneyRun, runIdOf } from '#shared/domain/journey/run.ts';
import type { StageStepOf } from '#shared/domain/journey/stage-step.ts';
import type { Profile } from '#shared/domain/profile/profile.ts';
import { emailDigest } from '#shared/domain/profile/profile-id.ts';
import type { Destination } from '#shared/domain/webhook/destination.ts';
import { WebhookNotNow } from '#shared/domain/webhook/errors.ts';
import type { WebhookAnswer } from '#shared/domain/webhook/webhook-answer.ts';
import { webhookIdOf } from '#shared/domain/webhook/webhook-events.ts';
import { contractOf } from '#shared/events/catalogue.ts';
import { aCustomerEvent, at } from '#test/support/a-customer-event.ts';
import { aProfile, traitsOf } from '#test/support/a-profile.ts';
import { aChannel } from '#test/support/stage-world.ts';

const mira = 'user:mira' as const;
const runId = runIdOf('lead-nurture', mira, 1);
const entry = aCustomerEvent({ userId: 'mira', name: 'Lead Created', properties: { source: 'webinar' } });
const started: JourneyRun = {
  journey: 'lead-nurture',
  profileId: mira,
  number: 1,
  runId,
  state: 'active',
  enteredAt: at('08:00'),
  enteredBy: entry.messageId,
  entry: { profileId: mira, originalTimestamp: entry.originalTimestamp, messageId: entry.messageId },
};

const zapier: Destination = { kind: 'webhook', destination: 'zapier', url: 'https://hooks.example.com/a', secret: 'zapier' };
const crm: Destination = { ...zapier, destination: 'crm', body: { kind: 'lead', first: { from: 'traits.firstName' } } };
const audience: Destination = {
  kind: 'mailchimp',
  destination: 'audience',
  audience: 'a1b2c3',
  secret: 'mailchimp',
  statusIfNew: 'pending',
  tags: ['lead'],
  fields: { FNAME: { from: 'traits.firstName' } },
};

const step = (destination: string): StageStepOf<'webhook'> => ({ kind: 'webhook', id: 'tell', name: 'tell', destination });

/** Knows expressions of one trait. */
const conditions: Conditions = {
  holds: () => ({ holds: false }),
  value: (text: string, { profile }: Facts) => profile.traits[text.replace('traits.', '')]?.value,
  valuesOf: () => ({}),
};

const answered = (status: number, retryAfter?: string): WebhookAnswer => ({
  kind: 'answered',
  status,
  ...(retryAfter === undefined ? {} : { retryAfter }),
});
const away: WebhookAnswer = { kind: 'no-answer', why: 'network' };

const aWorld = async (answers: readonly WebhookAnswer[] = [], profile: Partial<Profile> = {}) => {
  const [runs, events, profiles] = [createMemoryRunStore(), createMemoryEventStore(), createMemoryProfileStore()];
  const [webhooks, suppressions] = [createMemoryWebhooks(answers), createMemorySuppressions()];
  await profiles.save(aProfile({ id: mira, traits: traitsOf({ email: 'Mira@Example.com', firstName: 'Mira' }), ...profile }));
  await events.put([entry]);
  await runs.claim(started);
  let now = Date.parse(at('09:00'));
  const ports = {
    runs,
    events,
    profiles,
    webhooks,
    suppressions,
    conditions,
    channel: aChannel(),
    destinations: new Map([zapier, crm, audience].map((one) => [one.destination, one])),
    // Later at every look, so that times which should be the same are so by design.
    clock: () => {
      now += 1_000;
      return new Date(now);
    },
  };
  return {
    ...ports,
    later: (hours: number) => {
      now += hours * 3_600_000;
    },
    run: async (destination = 'zapier', overrides: Partial<typeof ports> = {}) => {
      const run = (await runs.load(mira, 'lead-nurture', 1)) ?? started;
      return runWebhook(step(destination), run, { ...ports, ...overrides });
    },
    log: () => events.all().filter(({ name }) => name.startsWith('Webhook')),
  };
};

describe('a webhook step', () => {
  it('tells the receiver ids and the event that brought the customer, and the log that it did', async () => {
    const world = await aWorld();
    expect(await world.run()).toBe('done');
    expect(world.webhooks.deliveries).toEqual([
      {
        kind: 'webhook',
        webhookId: webhookIdOf(runId, 'tell'),
        url: 'https://hooks.example.com/a',
        secret: 'zapier',
        body: {
          journey: 'lead-nurture',
          step: 'tell',
          runId,
          profileId: mira,
          event: { name: 'Lead Created', timestamp: entry.timestamp, properties: { source: 'webinar' } },
        },
      },
    ]);
    const [event] = world.log();
    expect(event).toMatchObject({ name: 'Webhook Delivered', properties: { destination: 'zapier', status: 200 } });
    expect(contractOf('Webhook Delivered')?.properties.parse(event?.properties)).toEqual(event?.properties);
  });

  it('sends what the destination says', async () => {
    const world = await aWorld();
    await world.run('crm');
    expect(world.webhooks.deliveries).toMatchObject([{ body: { kind: 'lead', first: 'Mira' } }]);
  });

  it('sends once and tells once when its stage is repeated', async () => {
    const world = await aWorld();
    await world.run();
    await world.run();
    expect(world.webhooks.deliveries).toHaveLength(1);
    expect(world.log()).toHaveLength(1);
  });

  it('sends again with the same id after a crash before it was written down', async () => {
    const world = await aWorld([answered(200), answered(400)]);
    const crash = { ...world.runs, decide: () => Promise.reject(new Error('killed')) };
    await expect(world.run('zapier', { runs: crash })).rejects.toThrow('killed');
    await world.run();
    expect(new Set(world.webhooks.deliveries.map(({ webhookId }) => webhookId)).size).toBe(1);
    expect(world.webhooks.deliveries).toHaveLength(2);
  });

  it('tells after a crash what was decided before it, whatever the receiver would say now', async () => {
    const world = await aWorld([answered(200), answered(400)]);
    const crash = { ...world.events, put: () => Promise.reject(new Error('killed')) };
    await expect(world.run('zapier', { events: crash })).rejects.toThrow('killed');
    world.later(1);
    await world.run();
    expect(world.webhooks.deliveries).toHaveLength(1);
    expect(world.log()).toMatchObject([{ name: 'Webhook Delivered', timestamp: at('09:00:02') }]);
  });

  it('says one thing where two invocations at once are answered differently', async () => {
    const world = await aWorld([answered(200), answered(400)]);
    await Promise.all([world.run(), world.run()]);
    expect(world.webhooks.deliveries).toHaveLength(2);
    expect(world.log()).toHaveLength(1);
  });

  it.each([408, 425, 429, 500, 502, 503, 504])('is tried again after %i, and then delivered', async (status) => {
    const world = await aWorld([answered(status)]);
    await expect(world.run()).rejects.toThrow(WebhookNotNow);
    expect(world.log()).toEqual([]);
    await world.run();
    expect(world.log()).toMatchObject([{ name: 'Webhook Delivered' }]);
  });

  it.each([
    ['nothing at all', away, 'network'],
    ['nothing in time', { kind: 'no-answer', why: 'timeout' } as const, 'timeout'],
  ])('is tried again after %s', async (_, answer, code) => {
    const world = await aWorld([answer]);
    await expect(world.run()).rejects.toMatchObject({ name: 'WebhookNotNow', retryable: true, facts: { code } });
  });

  it('is given up four hours after the first failure, and the journey goes on', async () => {
    const world = await aWorld(Array.from({ length: 9 }, () => answered(503)));
    await expect(world.run()).rejects.toThrow(WebhookNotNow);
    world.later(3.9);
    await expect(world.run()).rejects.toThrow(WebhookNotNow);
    world.later(0.1);
    expect(await world.run()).toBe('done');
    expect(world.log()).toMatchObject([{ name: 'Webhook Failed', properties: { reason: 'gave-up', status: 503 } }]);
    await world.run();
    expect(world.webhooks.deliveries).toHaveLength(3);
  });

  it.each([
    ['seconds', '1800'],
    ['a date', 'Sun, 22 Nov 2026 09:30:01 GMT'],
  ])('is not sent before the time that the receiver asks for in %s, however often its stage is tried', async (_, asked) => {
    const world = await aWorld([answered(429, asked)]);
    await expect(world.run()).rejects.toMatchObject({ facts: { code: '429' } });
    world.later(0.25);
    for (const _attempt of [1, 2]) await expect(world.run()).rejects.toMatchObject({ facts: { code: 'retry-after' } });
    expect(world.webhooks.deliveries).toHaveLength(1);
    world.later(0.25);
    expect(await world.run()).toBe('done');
    expect(world.webhooks.deliveries).toHaveLength(2);
    expect(world.log()).toMatchObject([{ name: 'Webhook Delivered' }]);
  });

  it('goes by what the receiver asked for last', async () => {
    const world = await aWorld([answered(503, '1800'), answered(503, '3600')]);
    await expect(world.run()).rejects.toThrow(WebhookNotNow);
    world.later(0.51);
    await expect(world.run()).rejects.toMatchObject({ facts: { code: '503' } });
    world.later(0.9);
    await expect(world.run()).rejects.toMatchObject({ facts: { code: 'retry-after' } });
    world.later(0.2);
    expect(await world.run()).toBe('done');
  });

  it('is not put off beyond four hours, and is tried once more at their end', async () => {
    const world = await aWorld([answered(503, '99999999'), answered(503, '99999999')]);
    await expect(world.run()).rejects.toThrow(WebhookNotNow);
    world.later(3.9);
    await expect(world.run()).rejects.toMatchObject({ facts: { code: 'retry-after' } });
    world.later(0.1);
    expect(await world.run()).toBe('done');
    expect(world.webhooks.deliveries).toHaveLength(2);
    expect(world.log()).toMatchObject([{ name: 'Webhook Failed', properties: { reason: 'gave-up' } }]);
  });

  it.each(['', 'soon', '-5', '1.5', '0', 'Sun, 22 Nov 2026 08:00:00 GMT', 'Sun, 99 Nov 2026 08:00:00 GMT'])(
    'is tried again as usual where the receiver asks for %j',
    async (asked) => {
      const world = await aWorld([answered(503, asked)]);
      await expect(world.run()).rejects.toThrow(WebhookNotNow);
      expect(await world.run()).toBe('done');
    },
  );

  it.each([
    ['the receiver refuses', answered(400), 'refused', 400],
    ['the address is gone', answered(410, '60'), 'gone', 410],
    ['the receiver points elsewhere', answered(301), 'redirected', 301],
    ['the address leads inside', { kind: 'not-sent', reason: 'forbidden-address' }, 'forbidden-address', undefined],
    ['there is no secret', { kind: 'not-sent', reason: 'no-secret' }, 'no-secret', undefined],
    ['the secret is useless', { kind: 'not-sent', reason: 'unusable-secret' }, 'unusable-secret', undefined],
  ] as const)('goes on at once where %s', async (_, answer, reason, status) => {
    const world = await aWorld([answer]);
    expect(await world.run()).toBe('done');
    const [event] = world.log();
    expect(event).toMatchObject({ name: 'Webhook Failed', properties: { reason } });
    expect(event?.properties?.status).toBe(status);
    expect(contractOf('Webhook Failed')?.properties.parse(event?.properties)).toEqual(event?.properties);
  });

  it('goes on where the destination is no longer declared', async () => {
    const world = await aWorld();
    await world.run('forgotten');
    expect(world.log()).toMatchObject([{ name: 'Webhook Failed', properties: { reason: 'unknown-destination' } }]);
    expect(world.webhooks.deliveries).toEqual([]);
  });
});

describe('a step that adds to an audience of Mailchimp', () => {
  it('gives the address as it is mailed to, the tags and the fields', async () => {
    const world = await aWorld();
    await world.run('audience');
    expect(world.webhooks.deliveries).toMatchObject([
      { kind: 'mailchimp', email: 'mira@example.com', audience: 'a1b2c3', statusIfNew: 'pending', fields: { FNAME: 'Mira' } },
    ]);
  });

  it.each([
    ['has no address', { traits: {} }, 'no-address'],
    ['has unsubscribed', { subscriptions: { email: { state: 'unsubscribed', at: at('08:00'), by: 'm' } } }, 'unsubscribed'],
  ] satisfies [string, Partial<Profile>, string][])('adds nobody who %s', async (_, profile, reason) => {
    const world = await aWorld([], profile);
    expect(await world.run('audience')).toBe('done');
    expect(world.webhooks.deliveries).toEqual([]);
    expect(world.log()).toMatchObject([{ name: 'Webhook Failed', properties: { reason } }]);
  });

  it('adds nobody whose address is suppressed', async () => {
    const world = await aWorld();
    await world.suppressions.add(emailDigest('mira@example.com'), 'complaint', at('08:00'));
    expect(await world.run('audience')).toBe('done');
    expect(world.webhooks.deliveries).toEqual([]);
    expect(world.log()).toMatchObject([{ name: 'Webhook Failed', properties: { reason: 'suppressed' } }]);
  });
});
