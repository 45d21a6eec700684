import { describe, expect, it } from 'vitest';
import type { CouponDefinition } from '#shared/domain/coupon/coupon.ts';
import { splitKey } from '#shared/domain/journey/chance.ts';
import { RunEnded } from '#shared/domain/journey/errors.ts';
import type { StageStep } from '#shared/domain/journey/stage-step.ts';
import { emptyProfile } from '#shared/domain/profile/profile.ts';
import { customerEvent } from '#shared/events/customer-event.ts';
import { aCustomerEvent, anIdentify, at } from '#test/support/a-customer-event.ts';
import { traitsOf } from '#test/support/a-profile.ts';
import { crashAt, pauseAt, pointsOf, sayPoint, untilItEnds } from '#test/support/disturbances.ts';
import { aMessage, aRun, aStage, mira, type StageWorld, sendManual, stageWorld, waitOneDay } from '#test/support/stage-world.ts';

const entry = aCustomerEvent({ name: 'Lead Created', userId: 'mira', timestamp: at('08:00'), properties: { product: 'lamp' } });
const { profileId, originalTimestamp, messageId } = entry;
const run = { entry: { profileId, originalTimestamp, messageId } };

const send = (message: string): StageStep => ({ kind: 'send', id: message, name: `send ${message}`, message });
const branch: StageStep = {
  kind: 'branch',
  id: 'by-plan',
  name: 'branch',
  arms: [
    { label: 'pro', when: "traits.plan == 'pro'", steps: [send('for-pros')] },
    { label: 'lamp', when: "event.properties.product == 'lamp'", steps: [send('for-lamps')] },
  ],
  otherwise: [send('for-others')],
};
const split: StageStep = {
  kind: 'split',
  id: 'subject',
  name: 'split subject',
  arms: [
    { label: 'question', weight: 1, steps: [send('question')] },
    { label: 'statement', weight: 1, steps: [send('statement')] },
  ],
};
const set: StageStep = {
  kind: 'set',
  id: 'stage',
  name: 'set',
  traits: {
    stage: { value: 'nurtured' },
    lastOffer: { from: 'event.properties.product' },
    plan: { from: 'traits.plan' },
    gone: { from: 'traits.nobodySaid' },
  },
};
const messages = ['for-pros', 'for-lamps', 'for-others', 'question', 'statement'].map((message) => aMessage({ message }));
const winback: CouponDefinition = {
  coupon: 'winback',
  source: { kind: 'generate', pattern: 'WIN-????' },
  value: '15 %',
  expiresInMilliseconds: 3_600_000,
};

const makeWorld = async (setting: Parameters<typeof stageWorld>[0] = {}) => {
  const world = await stageWorld({ messages, run, coupons: [winback], ...setting });
  await world.events.put([entry]);
  return world;
};
const sent = async (world: StageWorld) => (await world.ledger.list([mira])).map(({ message }) => message);
const named = (world: StageWorld, name: string) => world.events.all().filter((event) => event.name === name);

describe('a branch', () => {
  it.each([
    ['the first arm that holds', { plan: 'pro' }, run, 'for-pros', 'pro'],
    ['the next one where the first does not', { plan: 'free' }, run, 'for-lamps', 'lamp'],
    ['the next one where nothing is known about the first', {}, run, 'for-lamps', 'lamp'],
    ['the last one where none holds, or the event is not kept any more', {}, {}, 'for-others', 'else'],
  ])('takes %s', async (_, traits, ofRun, message, arm) => {
    const world = await makeWorld({ run: ofRun, profile: { traits: traitsOf({ email: 'mira@example.com', ...traits }) } });
    await world.runStage(aStage({ steps: [branch, waitOneDay] }));
    expect(await sent(world)).toEqual([message]);
    expect(named(world, 'Branch Taken')).toMatchObject([{ properties: { step: 'by-plan', arm } }]);
  });

  it('says what it was decided by, and says the same again when everything has changed', async () => {
    const world = await makeWorld({ profile: { traits: traitsOf({ email: 'mira@example.com', plan: 'pro' }) } });
    await world.runStage(aStage({ steps: [branch, waitOneDay] }));
    const [told] = named(world, 'Branch Taken');
    expect(told?.properties).toMatchObject({
      because: "traits.plan == 'pro'",
      values: { 'traits.plan': 'pro', 'event.properties.product': 'lamp' },
    });
    expect(customerEvent.safeParse(told).success).toBe(true);
    await world.change({ traits: traitsOf({ email: 'mira@example.com', plan: 'free' }) });
    await world.runStage(aStage({ steps: [branch, waitOneDay] }));
    expect(named(world, 'Branch Taken')).toEqual([told]);
  });
});

describe('a way that was taken is taken again', () => {
  const stage = aStage({ steps: [branch, split, set, waitOneDay] });
  const becomesFree = (world: StageWorld) => world.change({ traits: traitsOf({ email: 'mira@example.com', plan: 'free' }) });
  const pro = { profile: { traits: traitsOf({ email: 'mira@example.com', plan: 'pro' }) }, chance: () => 0.1 };

  it('by an attempt after a crash anywhere, though the customer has changed meanwhile', async () => {
    const points = await pointsOf(async (interruption) => (await makeWorld(pro)).runStage(stage, interruption));
    expect(points.filter(({ name }) => name === 'runs.decide')).toHaveLength(10);
    for (const point of points) {
      const world = await makeWorld(pro);
      let decided = false;
      await untilItEnds(world, stage, async (now) => {
        if (now.number === point.number && now.when === point.when) {
          decided = (await world.runNow()).decisions?.['by-plan'] !== undefined;
          await becomesFree(world);
        }
        await crashAt(point)(now);
      });
      const messages = await sent(world);
      expect(messages, sayPoint(point)).toHaveLength(2);
      expect(messages[0], sayPoint(point)).toBe(decided ? 'for-pros' : 'for-lamps');
      for (const name of ['Branch Taken', 'Variant Assigned', 'Profile Identified']) expect(named(world, name)).toHaveLength(1);
    }
  });

  it('by another invocation that runs through any point of the first, whatever chance says there', async () => {
    const points = await pointsOf(async (interruption) => (await makeWorld(pro)).runStage(stage, interruption));
    for (const point of points) {
      const world = await makeWorld(pro);
      await untilItEnds(
        world,
        stage,
        pauseAt(point, async () => {
          await becomesFree(world);
          await untilItEnds(world, stage);
        }),
      );
      const messages = await sent(world);
      expect(messages, sayPoint(point)).toHaveLength(2);
      expect(world.mailer.accepted.length, sayPoint(point)).toBe(2);
      for (const name of ['Branch Taken', 'Variant Assigned', 'Profile Identified']) expect(named(world, name)).toHaveLength(1);
    }
  });
});

describe('a split', () => {
  it.each([
    [0, 'question'],
    [0.499, 'question'],
    [0.5, 'statement'],
    [0.999, 'statement'],
  ])('gives a chance of %s the variant %s', async (chance, variant) => {
    const world = await makeWorld({ chance: () => chance });
    await world.runStage(aStage({ steps: [split, waitOneDay] }));
    expect(await sent(world)).toEqual([variant]);
    expect(named(world, 'Variant Assigned')).toMatchObject([{ properties: { step: 'subject', variant } }]);
  });

  it('leaves people with the variant they have when the weights change', async () => {
    const world = await makeWorld({ chance: () => 0.1 });
    await world.runStage(aStage({ steps: [split, waitOneDay] }));
    const moved = { ...split, arms: split.arms.map((arm) => ({ ...arm, weight: arm.label === 'question' ? 0 : 1 })) };
    await world.runStage(aStage({ steps: [moved, waitOneDay] }));
    expect(await sent(world)).toEqual(['question']);
  });

  it('gives people the variant of their first run also where they were known by another id then', async () => {
    const device = 'anon:device';
    const world = await makeWorld({
      run: { person: device },
      chance: (key) => (key === splitKey('lead-nurture', 'subject', device) ? 0.9 : 0.1),
    });
    await world.runStage(aStage({ steps: [split, waitOneDay] }));
    expect(await sent(world)).toEqual(['statement']);
  });

  it('is known to what comes after it', async () => {
    const world = await makeWorld({ chance: () => 0.1 });
    const after: StageStep = {
      ...{ kind: 'branch', id: 'after', name: 'branch' },
      arms: [{ label: 'asked', when: "run.variants.subject == 'question'", steps: [send('for-pros')] }],
      otherwise: [],
    };
    await world.runStage(aStage({ steps: [split, after, waitOneDay] }));
    expect(await sent(world)).toEqual(['question', 'for-pros']);
  });
});

describe('a set', () => {
  const stage = aStage({ steps: [set, waitOneDay] });

  it('says what is known, and leaves what is not', async () => {
    const world = await makeWorld();
    await world.runStage(stage);
    expect(named(world, 'Profile Identified')).toMatchObject([
      { type: 'identify', traits: { stage: 'nurtured', lastOffer: 'lamp' } },
    ]);
    expect(Object.keys(named(world, 'Profile Identified')[0]?.traits ?? {})).toEqual(['stage', 'lastOffer']);
  });

  it('says the same again, with its first time, so that what the customer says meanwhile stays', async () => {
    const world = await makeWorld({ profile: { traits: traitsOf({ plan: 'pro' }) } });
    await world.runStage(stage);
    const [said] = named(world, 'Profile Identified');
    if (said === undefined) throw new Error('nothing was said');
    await world.happen(anIdentify({ stage: 'customer', plan: 'free' }, { userId: 'mira', timestamp: at('09:10') }));
    world.itIs(at('09:20'));
    await world.runStage(stage);
    const again = named(world, 'Profile Identified').filter(({ context }) => context?.source === 'tributary');
    expect(again).toEqual([said]);
    await world.happen(said);
    const profile = await world.profiles.load(mira);
    expect(profile).toMatchObject({
      traits: { stage: { value: 'customer' }, lastOffer: { value: 'lamp' }, plan: { value: 'free' } },
    });
  });
});

describe('a task', () => {
  const task = (assignee: string | { readonly trait: string; readonly otherwise: string }, region?: string): StageStep => ({
    ...{ kind: 'task', id: 'call', name: 'task call', title: 'Call the lead', assignee, dueInMilliseconds: 3_600_000 },
    ...(region === undefined ? {} : { region }),
  });
  const owner = { trait: 'accountOwner', otherwise: 'sales' };

  it.each([
    ['a team', 'success', {}, { assignee: 'success' }],
    ['whoever looks after the customer', owner, { accountOwner: 'olga' }, { assignee: 'olga' }],
    ['a team where nobody does', owner, {}, { assignee: 'sales' }],
    ['a team where that is no name', owner, { accountOwner: 7 }, { assignee: 'sales' }],
    ['a team where the name is empty', owner, { accountOwner: '' }, { assignee: 'sales' }],
    [
      'a team where the trait is called like something every object has',
      { trait: 'constructor', otherwise: 'sales' },
      {},
      { assignee: 'sales' },
    ],
  ])('is for %s', async (_, assignee, traits, expected) => {
    const world = await makeWorld({ profile: { traits: traitsOf(traits) } });
    await world.runStage(aStage({ steps: [task(assignee), waitOneDay] }));
    expect(await world.tasks.list([mira])).toMatchObject([expected]);
    expect(named(world, 'Task Created')).toMatchObject([{ properties: { ...expected, step: 'call' } }]);
  });

  it('says the region where that is known, and keeps what it was given out with', async () => {
    const world = await makeWorld({ profile: { traits: traitsOf({ region: 'north', accountOwner: 'olga' }) } });
    const stage = aStage({ steps: [task(owner, 'region'), waitOneDay] });
    await world.runStage(stage);
    await world.change({ traits: traitsOf({ region: 'south', accountOwner: 'paul' }) });
    await world.runStage(stage);
    expect(await world.tasks.list([mira])).toMatchObject([{ region: 'north', assignee: 'olga' }]);
    expect(named(world, 'Task Created')).toMatchObject([{ properties: { region: 'north', assignee: 'olga' } }]);

    const unknown = await makeWorld();
    await unknown.runStage(stage);
    expect((await unknown.tasks.list([mira]))[0]).not.toHaveProperty('region');
  });
});

describe('a coupon', () => {
  const message = aMessage({ text: 'Hello{% if coupon %} {{ coupon.code }} ({{ coupon.value }}){% endif %}' });
  const coupon: StageStep = { kind: 'coupon', id: 'gift', name: 'coupon winback', coupon: 'winback' };
  const stage = aStage({ steps: [coupon, sendManual, waitOneDay] });

  it('is in the message after it, once, wherever the stage crashes', async () => {
    const setting = { messages: [message] };
    const points = await pointsOf(async (interruption) => (await makeWorld(setting)).runStage(stage, interruption));
    for (const point of points) {
      const world = await makeWorld(setting);
      await untilItEnds(world, stage, crashAt(point));
      const coupons = await world.coupons.list([mira]);
      expect(coupons, sayPoint(point)).toMatchObject([{ state: 'issued', coupon: 'winback' }]);
      expect(named(world, 'Coupon Issued')).toHaveLength(1);
      const [given] = coupons;
      const code = given?.state === 'issued' ? given.code : '';
      for (const { text } of world.mailer.accepted) expect(text).toBe(`Hello ${code} (15 %)`);
    }
  });

  it('is not in a message that goes when it has expired', async () => {
    const world = await makeWorld({ messages: [message] });
    await world.runStage(aStage({ steps: [coupon, waitOneDay] }));
    world.itIs(at('10:05'));
    await world.runStage(aStage({ steps: [sendManual, waitOneDay] }));
    expect(world.mailer.accepted.map(({ text }) => text)).toEqual(['Hello']);
  });

  it('that cannot be given holds nobody up', async () => {
    const world = await makeWorld({ messages: [message], coupons: [] });
    await world.runStage(stage);
    expect(named(world, 'Coupon Not Issued')).toMatchObject([{ properties: { reason: 'unknown-coupon' } }]);
    expect(world.mailer.accepted.map(({ text }) => text)).toEqual(['Hello']);
  });
});

describe('a wait', () => {
  const wait = (spec: Extract<StageStep, { kind: 'wait' }>['wait'], intoWindow = false): StageStep => ({
    ...waitOneDay,
    wait: spec,
    intoWindow,
  });
  const berlin = { profile: { traits: traitsOf({ timezone: 'Europe/Berlin', renewalDate: '2026-12-24' }) } };

  it.each([
    ['a day', wait({ kind: 'duration', milliseconds: 86_400_000 }), {}, '2026-11-23T09:00:0'],
    ['until the morning of the customer', wait({ kind: 'time', at: '09:00' }), {}, '2026-11-23T08:00:00'],
    [
      'until a date',
      wait({ kind: 'date', trait: 'renewalDate', offsetDays: -10, at: '09:00', yearly: false, atMostDays: 60 }),
      {},
      '2026-12-14T08:00:00',
    ],
    [
      'until the message after it may go',
      wait({ kind: 'duration', milliseconds: 13 * 3_600_000 }, true),
      { quietHours: { from: '22:00', to: '07:00' } },
      '2026-11-23T06:00:00',
    ],
  ] as const)('%s', async (_, step, policy, expected) => {
    const world = await makeWorld({ ...berlin, policy });
    const { exit, until } = await world.runStage(aStage({ steps: [step] }));
    expect(exit).toBe(waitOneDay.exit);
    expect(until.slice(0, expected.length)).toBe(expected);
  });

  it('for a date that nobody knows ends the run, with that as its reason', async () => {
    const world = await makeWorld();
    const step = wait({ kind: 'date', trait: 'renewalDate', offsetDays: 0, at: '09:00', yearly: false, atMostDays: 60 });
    expect(await world.runStage(aStage({ steps: [step] }))).toMatchObject({ exit: 'end' });
    expect(await world.runStage(aStage({ steps: [step] }))).toMatchObject({ exit: 'end' });
    expect(await world.runNow()).toMatchObject({ state: 'completed', endReason: 'no-date' });
    expect(named(world, 'Journey Completed')).toHaveLength(1);
  });
});

describe('an end', () => {
  it('inside an arm ends the run with its reason, and nothing after it is done', async () => {
    const world = await makeWorld();
    const steps: readonly StageStep[] = [
      { ...branch, arms: [], otherwise: [{ kind: 'end', id: 'end', name: 'end', reason: 'already a customer' }] },
      sendManual,
      waitOneDay,
    ];
    expect(await world.runStage(aStage({ steps: [...steps] }))).toMatchObject({ exit: 'end' });
    expect(await world.runNow()).toMatchObject({ state: 'completed', endReason: 'already a customer' });
    expect(world.mailer.accepted).toEqual([]);
  });

  it('is told once, wherever the last stage crashes, and by two invocations at once', async () => {
    const stage = aStage({ steps: [] });
    const points = await pointsOf(async (interruption) => (await makeWorld()).runStage(stage, interruption));
    for (const point of points) {
      const crashed = await makeWorld();
      await untilItEnds(crashed, stage, crashAt(point));
      const doubled = await makeWorld();
      await untilItEnds(
        doubled,
        stage,
        pauseAt(point, () => untilItEnds(doubled, stage)),
      );
      for (const world of [crashed, doubled]) {
        const { endedAt } = await world.runNow();
        expect(named(world, 'Journey Completed')).toMatchObject([{ timestamp: endedAt }]);
      }
    }
  });
});

describe('what ends a run before a stage', () => {
  const leave = { ...aStage().leave, exitsWhen: [{ when: 'orders.count > 3', reason: 'regular customer' }] };
  const regular = { profile: { orders: { count: 4, refunds: 0, revenue: {} } } };

  it('a condition, once and with its reason, wherever it crashes', async () => {
    const stage = aStage({ leave });
    const attempt = async (world: StageWorld, ...rest: Parameters<typeof crashAt>) =>
      world.runStage(stage, rest[0] && crashAt(rest[0])).catch((error: Error) => error.name);
    const points = await pointsOf(async (interruption) =>
      (await makeWorld(regular)).runStage(stage, interruption).catch((error: Error) => error.name),
    );
    expect(points.length).toBeGreaterThan(5);
    for (const point of points) {
      const world = await makeWorld(regular);
      await attempt(world, point);
      await expect(world.runStage(stage)).rejects.toThrow(RunEnded);
      expect(await world.runNow()).toMatchObject({ state: 'exited', endReason: 'regular customer' });
      expect(named(world, 'Journey Exited')).toHaveLength(1);
      expect(world.mailer.accepted).toEqual([]);
    }
  });

  it('not a condition that does not hold', async () => {
    const world = await makeWorld({ messages: [aMessage()] });
    await world.runStage(aStage({ leave }));
    expect(world.mailer.accepted).toHaveLength(1);
  });

  it('an event with a condition whose signal never came, found in the log', async () => {
    const rules = { ...leave, exits: [{ on: 'Order Completed', when: 'event.properties.revenue > 100', reason: 'big order' }] };
    const order = (revenue: number, timestamp: string) =>
      aCustomerEvent({ name: 'Order Completed', userId: 'mira', timestamp, properties: { revenue } });
    const world = await makeWorld({ messages: [aMessage()] });
    await world.happen(order(20, at('08:20')));
    await world.runStage(aStage({ leave: rules }));
    await world.happen(order(500, at('08:30')));
    await expect(world.runStage(aStage({ leave: rules }))).rejects.toThrow(RunEnded);
    expect(await world.runNow()).toMatchObject({ state: 'exited', endReason: 'big order', endedAt: at('08:30') });
  });

  it('an event of another id of the customer, merged only later', async () => {
    const device = 'anon:device' as const;
    const world = await makeWorld({ run: { profileId: device, runId: 'run-of-the-device' } });
    const order = aCustomerEvent({ name: 'Order Completed', userId: 'mira', timestamp: at('08:30') });
    await world.happen(order);
    await world.profiles.save({ ...emptyProfile('user:x') }, [{ id: device, version: 0, mergedInto: mira }]);
    await expect(world.runStage(aStage({ profileId: device, runId: 'run-of-the-device' }))).rejects.toThrow(RunEnded);
    expect(await world.runNow()).toMatchObject({ state: 'exited', endReason: 'Order Completed' });
  });
});

describe('a message', () => {
  const spoken = aMessage({ text: '{{ event.properties.product }} / {{ reply.properties.dealer }}' });

  it('speaks of the event that brought the customer in and of the one they were waited for', async () => {
    const reply = aCustomerEvent({
      name: 'Test Drive Completed',
      userId: 'mira',
      timestamp: at('08:30'),
      properties: { dealer: 'north' },
    });
    const key = { profileId: reply.profileId, originalTimestamp: reply.originalTimestamp, messageId: reply.messageId };
    const decisions = { drive: { label: 'came', at: reply.timestamp, event: key } };
    const world = await makeWorld({ messages: [spoken], run: { ...run, decisions } });
    await world.events.put([reply]);
    await world.runStage();
    expect(world.mailer.accepted.map(({ text }) => text)).toEqual(['lamp / north']);
  });

  it('goes without them where the log no longer keeps them', async () => {
    const world = await stageWorld({ messages: [spoken], run });
    await world.runStage();
    expect(world.mailer.accepted.map(({ text }) => text.trim())).toEqual(['/']);
  });

  it('costs no more reads than it has to', async () => {
    const world = await makeWorld({ messages: [aMessage()], run: { ...run, ...aRun({ entry: run.entry }) } });
    const points = await pointsOf((interruption) => world.runStage(aStage(), interruption));
    const reads = points
      .filter(({ name, when }) => when === 'before' && /load|list|get|recent|timeline/.test(name))
      .map(({ name }) => name);
    // The run, then who it is for; the run once more before the wait.
    expect(reads).toEqual(['runs.load', 'profiles.load', 'profiles.load', 'runs.load']);
  });
});
