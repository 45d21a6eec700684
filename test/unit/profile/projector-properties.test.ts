import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromProfileItem, toProfileItem } from '#shared/adapters/dynamodb/profile-item.ts';
import { applyEvents } from '#shared/domain/profile/apply-events.ts';
import { emptyProfile, type Profile } from '#shared/domain/profile/profile.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { Json } from '#shared/events/json.ts';
import { aCustomerEvent } from '#test/support/a-customer-event.ts';
import { factsOf } from '#test/support/a-profile.ts';
import { anAlias, declared, eventsFrom, peacefulSenders, sharingSenders } from '#test/support/arbitrary-events.ts';
import { type Effects, effectsWith, type Fault, streamWorld } from '#test/support/stream-world.ts';

const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
const rewinds = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });

const customerOf = (event: CustomerEvent): ProfileId =>
  (event.userId ?? event.anonymousId ?? '').startsWith('a') ? 'user:ann' : 'user:bob';

/** One fold of all events of a customer, in the order given: what every way of delivery has to come to. */
const atOnce = (id: ProfileId, events: readonly CustomerEvent[]): Profile => applyEvents(emptyProfile(id), events, declared);

const withoutAliases = (profile: Profile) => ({ ...factsOf(profile), aliases: [] });

/** Both users make themselves known on all their devices, so that in the end there are two profiles. */
const introductions: readonly CustomerEvent[] = peacefulSenders
  .filter(({ userId }) => userId !== undefined)
  .map((sender, index) => aCustomerEvent({ type: 'identify', messageId: `hello-${index}`, ...sender }));

/** What is left of a profile after the way into the table and back. */
const fromTable = (profile: Profile) =>
  fromProfileItem(unmarshall(marshall(toProfileItem(profile), { removeUndefinedValues: true })));

describe('the profile that comes of a log', () => {
  it('is the same for every order, duplication, batching and redelivery, wherever the merges fall', async () => {
    await fc.assert(
      fc.asyncProperty(
        eventsFrom(peacefulSenders).chain((events) => {
          const all = [...events, ...introductions];
          return fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 }), sizes, rewinds);
        }),
        async ([all, order, batchSizes, again]) => {
          const world = streamWorld();
          for (const event of order) world.put(event);
          await world.deliverAll(batchSizes, again);

          expect(
            world
              .profiles()
              .map(({ id }) => id)
              .sort(),
          ).toEqual(['user:ann', 'user:bob']);
          for (const id of ['user:ann', 'user:bob'] as const) {
            const expected = atOnce(
              id,
              all.filter((event) => customerOf(event) === id),
            );
            expect(withoutAliases(world.profile(id))).toEqual(withoutAliases(expected));
          }
          expect(world.profile('user:ann').aliases).toEqual(['anon:a1', 'anon:a2']);
          for (const profile of world.profiles()) expect(fromTable(profile)).toEqual(profile);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('counts every event once, in one profile, even where users claim one device, alias each other and themselves', async () => {
    const aliases = [
      anAlias('ann', 'bob'),
      anAlias('bob', 'ann'),
      anAlias('ann', 'old'),
      anAlias('old', 'older'),
      anAlias('ann', 'ann'),
    ];
    await fc.assert(
      fc.asyncProperty(
        eventsFrom([...sharingSenders, { userId: 'old' }, { userId: 'older' }, { anonymousId: 'old' }], aliases),
        sizes,
        rewinds,
        async (events, batchSizes, again) => {
          const world = streamWorld();
          for (const event of [...events, ...events]) world.put(event);
          await world.deliverAll(batchSizes, again);

          expect(countedIn(world.profiles())).toBe(events.length);
          const ids = world.profiles().flatMap(({ id, aliases: others }) => [id, ...others]);
          expect(new Set(ids).size).toBe(ids.length);
          for (const value of world.store.stored.values()) {
            if ('mergedInto' in value) expect(ids).toContain(value.id);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('whatever JSON senders send', () => {
  const unit = fc.oneof(
    fc.constantFrom('a', ' ', 'é', '😀', '\ud83d', '\ude00', '\ufffe', '\u0000', '\u2028', '"', '\\'),
    fc.nat(0xffff).map((code) => String.fromCharCode(code)),
  );
  const text = fc.oneof(
    fc.array(unit, { maxLength: 12 }).map((units) => units.join('')),
    fc.constantFrom('', '__proto__', 'constructor', 'toString', 'x'.repeat(300), '\ud83d'.repeat(300)),
  );
  const number = fc.oneof(
    fc.constantFrom(1e10, -1e10, 1e10 + 1, 1e308, -1e308, 5e-324, -0, 2 ** 53, 2 ** 53 + 2, 2 ** 63, 1e-200, 0.1),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );
  const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<Json[]>(null, true, false),
      text,
      number,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(text, tie('value'), { maxKeys: 3 }),
    ),
  })).value;
  const amounts = fc.record(
    { revenue: fc.oneof(number, number.map(String), json), total: json, currency: fc.oneof(text, fc.constant('EUR')) },
    { requiredKeys: [] },
  );
  const object = fc.dictionary(text, json, { maxKeys: 4 });
  const context = fc.record(
    {
      channel: fc.oneof(text, json),
      library: fc.oneof(json, fc.record({ name: text })),
      traits: fc.oneof(object, json),
      source: fc.oneof(text, fc.constant('tributary')),
    },
    { requiredKeys: [] },
  );
  const wild: fc.Arbitrary<Partial<CustomerEvent>> = fc
    .oneof(
      amounts.chain((properties) => fc.constantFrom('Order Completed', 'Order Refunded').map((name) => ({ name, properties }))),
      fc
        .record({ channel: fc.oneof(text, json) })
        .chain((properties) => fc.constantFrom('Subscribed', 'Unsubscribed').map((name) => ({ name, properties }))),
      object.map((traits) => ({ type: 'identify' as const, traits })),
      text.map((groupId) => ({ type: 'group' as const, groupId })),
      object.map((properties) => ({ name: 'Video Played', properties })),
    )
    .chain((content) => fc.option(context, { nil: undefined }).map((said) => ({ ...content, ...(said && { context: said }) })));

  it('no healthy record is left unfolded, and what cannot be folded is put aside', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(wild, fc.integer({ min: 1, max: 60 })), { minLength: 1, maxLength: 8 }),
        sizes,
        async (strange, batchSizes) => {
          const world = streamWorld();
          let put = 0;
          for (const [content, times] of strange) {
            for (let time = 0; time < times; time += 1) {
              world.put(aCustomerEvent({ ...content, messageId: `wild-${put}` }));
              put += 1;
            }
            world.put(aCustomerEvent({ name: 'Page Viewed' }));
            world.put(aCustomerEvent({ name: 'Page Viewed', userId: 'bob' }));
          }
          await world.deliverAll(batchSizes.map((size) => size * 10));

          for (const id of ['user:ann', 'user:bob'] as const) {
            expect(world.profile(id).events['Page Viewed']?.count).toBe(strange.length);
          }
          expect(countedIn(world.profiles()) + world.queue.records.length).toBe(put + 2 * strange.length);
          expect(openIn(world.profiles())).toHaveLength(world.queue.records.length);
          for (const profile of world.profiles()) {
            expect(JSON.stringify(fromTable(profile))).toBe(JSON.stringify(profile));
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('an interruption between any two effects, followed by redelivery,', () => {
  const stories = fc.sample(
    fc.tuple(
      eventsFrom(sharingSenders, [anAlias('ann', 'bob'), anAlias('ann', 'old')], { minLength: 8, maxLength: 16 }),
      sizes,
      fc.array(fc.nat(13), { maxLength: 3 }),
      fc.array(fc.nat(13), { maxLength: 2 }),
      fc.nat(16),
    ),
    { numRuns: 20 },
  );

  it.each(stories.map((story, index) => [index + 1, ...story] as const))(
    'loses and doubles nothing (story %i)',
    async (_, sent, batchSizes, brokenIndexes, cursedIndexes, newStreamAt) => {
      const idsAt = (indexes: readonly number[]) =>
        new Set(indexes.map((index) => `m${index}`).filter((id) => sent.some((event) => event.messageId === id)));
      const [brokenIds, cursedIds] = [idsAt(brokenIndexes), idsAt(cursedIndexes)];
      // Those of which no store takes the profile.
      const events = sent.map((event) =>
        cursedIds.has(event.messageId)
          ? { ...event, context: { ...event.context, traits: { cursed: true } }, ...(event.traits && { traits: {} }) }
          : event,
      );
      const asideIds = new Set([...brokenIds, ...cursedIds]);
      const whole = events.length - asideIds.size;
      const play = async (effects: Effects) => {
        const world = streamWorld(effects);
        for (const id of brokenIds) world.broken.add(id);
        world.unstorable.add('cursed');
        for (const [index, event] of events.entries()) {
          if (index === newStreamAt) world.renewStream('two');
          world.put(event);
        }
        await world.deliverAll(batchSizes);
        return world;
      };

      const calm = effectsWith();
      await play(calm);
      for (const fault of everyFault(calm.count())) {
        const where = `where it ${fault.how} ${fault.when} effect ${fault.at}`;
        const world = await play(effectsWith(fault));
        expect(countedIn(world.profiles()), where).toBe(whole);
        expect(new Set(world.bus.published.map(({ event }) => event.messageId)).size, where).toBe(whole);
        expect(new Set(world.queue.records.map(({ sortKey }) => sortKey.split('#')[2])), where).toEqual(asideIds);

        // What broke is mended, and all that was put aside is redriven, twice over.
        world.broken.clear();
        world.unstorable.clear();
        for (const { sequenceNumber, stream } of [...world.queue.records, ...world.queue.records]) {
          const records = world
            .records()
            .filter((record) => record.sequenceNumber === sequenceNumber && record.stream === stream);
          expect((await world.project(records, 'redrive')).failures, where).toEqual([]);
        }
        expect(countedIn(world.profiles()), where).toBe(events.length);
        expect(openIn(world.profiles()), where).toEqual([]);
      }
    },
  );
});

const everyFault = (effects: number): readonly Fault[] =>
  Array.from({ length: effects }, (_, at) => at).flatMap((at) =>
    (['before', 'after'] as const).flatMap((when) => (['fails', 'dies'] as const).map((how) => ({ at, when, how }))),
  );

/** Every event counts in exactly one channel of one profile. */
const countedIn = (profiles: readonly Profile[]): number =>
  profiles.flatMap(({ channels }) => Object.values(channels)).reduce((sum, { count }) => sum + count, 0);

const openIn = (profiles: readonly Profile[]): readonly string[] =>
  profiles.flatMap(({ folded }) => Object.values(folded).flatMap(({ except = [] }) => except));
