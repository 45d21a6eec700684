import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cap, decideCap, longestCapMilliseconds, pruneRecent, type RecentSend } from '#shared/domain/sending/caps.ts';
import { capsBroken, mostSendsWithin } from '#shared/domain/sending/planned-sends.ts';
import { parseCap, sayCap } from '#shared/domain/sending/policy-texts.ts';

const hour = 3_600_000;
const day = 24 * hour;
const noon = Date.UTC(2026, 10, 23, 12);
const iso = (at: number) => new Date(at).toISOString();
const sentAt = (at: number, sendId = `s${at}`, topic?: string): RecentSend => ({
  at: iso(at),
  sendId,
  priority: 'normal',
  ...(topic === undefined ? {} : { topic }),
});
const ask = (caps: readonly Cap[], recent: readonly RecentSend[], now = noon, higherPriorityUnderWay = false, topic?: string) =>
  decideCap({ caps }, { sendId: 'new', ...(topic === undefined ? {} : { topic }) }, recent, new Date(now), {
    higherPriorityUnderWay,
  });

const twoADay: Cap = { most: 2, perMilliseconds: day };
const fourAWeek: Cap = { most: 4, perMilliseconds: 7 * day };
const anOfferADay: Cap = { most: 1, perMilliseconds: day, topic: 'offers' };

describe('a cap', () => {
  it.each([
    ['nothing has been sent', [], []],
    ['one place is left', [], [sentAt(noon - hour)]],
    ['the oldest is exactly as old as the cap is long', [], [sentAt(noon - day), sentAt(noon - hour)]],
    ['this message has its place already', [], [sentAt(noon - 2 * hour), sentAt(noon - hour, 'new')]],
  ])('has room if %s', (_, __, recent) => {
    expect(ask([twoADay], recent)).toEqual({ kind: 'free' });
  });

  it('is full until the first of those it counts is old enough', () => {
    const recent = [sentAt(noon - hour), sentAt(noon - day + 1)];
    expect(ask([twoADay], recent)).toEqual({ kind: 'full', cap: twoADay, until: new Date(noon + 1) });
  });

  it('that has been overrun is full until enough of them are', () => {
    const recent = [3, 5, 1, 4].map((hours) => sentAt(noon - hours * hour));
    expect(ask([twoADay], recent)).toMatchObject({ until: new Date(noon + day - 3 * hour) });
  });

  it('counts a send that another clock puts into the future', () => {
    expect(ask([{ most: 1, perMilliseconds: day }], [sentAt(noon + 1000)])).toMatchObject({
      kind: 'full',
      until: new Date(noon + day + 1000),
    });
  });

  it('holds until the last of several has room', () => {
    const recent = [1, 2, 3, 4].map((hours) => sentAt(noon - hours * hour));
    expect(ask([twoADay, fourAWeek], recent)).toEqual({
      kind: 'full',
      cap: fourAWeek,
      until: new Date(noon + 7 * day - 4 * hour),
    });
  });

  it.each([
    ['of its topic', 'offers', 'full'],
    ['of another topic', 'service', 'free'],
    ['of none', undefined, 'free'],
  ])('about a topic stops a message %s', (_, topic, kind) => {
    expect(ask([anOfferADay], [sentAt(noon - hour, 'a', 'offers')], noon, false, topic).kind).toBe(kind);
  });

  it('about all messages counts every topic', () => {
    expect(ask([twoADay], [sentAt(noon - hour, 'a', 'offers'), sentAt(noon, 'b')], noon, false, 'service').kind).toBe('full');
  });

  it.each([
    ['keeps its last place', twoADay, [sentAt(noon - hour)], 'full'],
    ['still gives the others', twoADay, [], 'free'],
    ['gives its only place to whoever comes first', { most: 1, perMilliseconds: day }, [], 'free'],
  ] as const)('%s while the customer is in a journey of higher priority', (_, cap, recent, kind) => {
    expect(ask([cap], recent, noon, true).kind).toBe(kind);
  });
});

const aCap = fc.record(
  { most: fc.integer({ min: 1, max: 5 }), perMilliseconds: fc.integer({ min: 1, max: 50 }), topic: fc.constantFrom('a', 'b') },
  { requiredKeys: ['most', 'perMilliseconds'] },
);
const someCaps = fc.array(aCap, { minLength: 1, maxLength: 3 });
const aSend = fc.record(
  { at: fc.integer({ min: 0, max: 200 }), high: fc.boolean(), topic: fc.constantFrom('a', 'b', 'c') },
  { requiredKeys: ['at', 'high'] },
);
const someSends = fc.array(aSend, { maxLength: 30 });

const mostOf = (cap: Cap, recent: readonly RecentSend[]): number =>
  mostSendsWithin(
    recent.filter(({ topic }) => cap.topic === undefined || cap.topic === topic).map(({ at }) => Date.parse(at)),
    cap.perMilliseconds,
  );

describe('caps, whatever is sent in whatever order,', () => {
  it('are never exceeded within any stretch of their length, whoever has priority', () => {
    fc.assert(
      fc.property(someCaps, someSends, fc.infiniteStream(fc.boolean()), (caps, sends, contended) => {
        const recent: RecentSend[] = [];
        for (const [index, { at, topic }] of sends.toSorted((a, b) => a.at - b.at).entries()) {
          const send = { sendId: `s${index}`, ...(topic === undefined ? {} : { topic }) };
          const higherPriorityUnderWay = contended.next().value === true;
          if (decideCap({ caps }, send, recent, new Date(at), { higherPriorityUnderWay }).kind === 'free') {
            recent.push(sentAt(at, send.sendId, topic));
          }
        }
        for (const cap of caps) expect(mostOf(cap, recent)).toBeLessThanOrEqual(cap.most);
      }),
    );
  });

  it('let every message through in the end, if those that are held are asked again when they are told to', () => {
    fc.assert(
      fc.property(someCaps, someSends, (caps, sends) => {
        const waiting = sends.map((send, index) => ({ ...send, sendId: `s${index}` }));
        const recent: RecentSend[] = [];
        let questions = 0;
        for (;;) {
          const [send] = waiting.toSorted((a, b) => a.at - b.at);
          if (send === undefined) break;
          // Every time a place becomes free, somebody who is asked gets it.
          expect(questions++).toBeLessThanOrEqual((sends.length + 1) ** 2 * caps.length);
          const higherPriorityUnderWay = !send.high && waiting.some(({ high }) => high);
          const decision = decideCap({ caps }, send, recent, new Date(send.at), { higherPriorityUnderWay });
          if (decision.kind === 'full') {
            expect(decision.until.getTime()).toBeGreaterThan(send.at);
            send.at = decision.until.getTime();
          } else {
            recent.push(sentAt(send.at, send.sendId, send.topic));
            waiting.splice(waiting.indexOf(send), 1);
          }
        }
        expect(recent).toHaveLength(sends.length);
        for (const cap of caps) expect(mostOf(cap, recent)).toBeLessThanOrEqual(cap.most);
      }),
    );
  });

  it('have a place for a journey of higher priority from the moment on when all earlier ones were asked while it was under way', () => {
    const shared = aCap.map(({ most, perMilliseconds }): Cap => ({ most: most + 1, perMilliseconds }));
    fc.assert(
      fc.property(fc.array(shared, { minLength: 1, maxLength: 3 }), someSends, fc.nat(200), (caps, sends, moment) => {
        const recent: RecentSend[] = [];
        for (const [index, { at }] of sends.toSorted((a, b) => a.at - b.at).entries()) {
          if (at > moment) break;
          const low = decideCap({ caps }, { sendId: `s${index}` }, recent, new Date(at), { higherPriorityUnderWay: true });
          if (low.kind === 'free') recent.push(sentAt(at, `s${index}`));
        }
        expect(decideCap({ caps }, { sendId: 'high' }, recent, new Date(moment), { higherPriorityUnderWay: false }).kind).toBe(
          'free',
        );
      }),
    );
  });

  it('tell when there is room, and not a moment too late', () => {
    fc.assert(
      fc.property(someCaps, someSends, fc.nat(200), fc.boolean(), (caps, sends, now, higherPriorityUnderWay) => {
        const recent = sends.map(({ at, topic }, index) => sentAt(at, `s${index}`, topic));
        const at = (instant: number) =>
          decideCap({ caps }, { sendId: 'new', topic: 'a' }, recent, new Date(instant), { higherPriorityUnderWay });
        const decision = at(now);
        if (decision.kind === 'free') return;
        expect(at(decision.until.getTime()).kind).toBe('free');
        expect(at(decision.until.getTime() - 1).kind).toBe('full');
      }),
    );
  });

  it('decide the same without what no cap counts any more', () => {
    fc.assert(
      fc.property(someCaps, someSends, fc.nat(300), (caps, sends, now) => {
        const recent = sends.map(({ at, topic }, index) => sentAt(at, `s${index}`, topic));
        const pruned = pruneRecent(recent, longestCapMilliseconds([{ caps }]), new Date(now));
        const decide = (sends: readonly RecentSend[]) =>
          decideCap({ caps }, { sendId: 'new', topic: 'a' }, sends, new Date(now), { higherPriorityUnderWay: false });
        expect(decide(pruned)).toEqual(decide(recent));
      }),
    );
  });
});

describe('a journey by itself', () => {
  const days = (...offsets: number[]) => offsets.map((offset) => ({ offset: offset * day }));

  it.each([
    ['keeps them', days(0, 2, 5), []],
    ['keeps them with the last message exactly a week after the first', days(0, 1, 2, 3, 7), []],
    ['breaks one with five messages in a week', days(0, 1, 2, 3, 4), [{ cap: fourAWeek, sends: 5, first: 4 }]],
    [
      'breaks both with all at once',
      days(1, 1, 1, 1, 1, 1),
      [
        { cap: twoADay, sends: 6, first: 2 },
        { cap: fourAWeek, sends: 6, first: 4 },
      ],
    ],
    ['keeps them without messages', [], []],
  ])('%s', (_, sends, expected) => {
    expect(capsBroken(sends, [twoADay, fourAWeek])).toEqual(expected);
  });

  it('counts the messages of a topic, and tells which one is too many', () => {
    const sends = [{ offset: 0, topic: 'offers' }, { offset: hour }, { offset: 2 * hour, topic: 'offers' }];
    expect(capsBroken(sends, [anOfferADay])).toEqual([{ cap: anOfferADay, sends: 2, first: 2 }]);
  });

  it('breaks no cap exactly if each of its messages finds room', () => {
    fc.assert(
      fc.property(someCaps, someSends, (caps, sends) => {
        const planned = sends
          .map(({ at, topic }) => ({ offset: at, ...(topic === undefined ? {} : { topic }) }))
          .toSorted((a, b) => a.offset - b.offset);
        const recent = planned.map(({ offset, topic }, index) => sentAt(offset, `s${index}`, topic));
        const allFree = planned.every(({ offset, topic }, index) => {
          const send = { sendId: 'new', ...(topic === undefined ? {} : { topic }) };
          const decision = decideCap({ caps }, send, recent.slice(0, index), new Date(offset), { higherPriorityUnderWay: false });
          return decision.kind === 'free';
        });
        expect(capsBroken(planned, caps).length === 0).toBe(allFree);
      }),
    );
  });
});

describe('a cap as it is written', () => {
  it.each([
    ['4 in 7 days', { most: 4, perMilliseconds: 7 * day }],
    ['2 per day', { most: 2, perMilliseconds: day }],
    ['1 in 1 week of offers', { most: 1, perMilliseconds: 7 * day, topic: 'offers' }],
    ['1 per hour of price-drops', { most: 1, perMilliseconds: hour, topic: 'price-drops' }],
  ])('is read from `%s`', (text, expected) => {
    const cap = parseCap(text);
    expect(cap).toEqual(expected);
    expect(cap && parseCap(sayCap(cap))).toEqual(expected);
  });

  it.each([
    '',
    '4',
    '0 in 7 days',
    '4 in 0 days',
    '4 in 7',
    '4 in 7 months',
    '101 per day',
    '1 in 53 weeks',
    '-1 per day',
    '4 of offers',
    '4 in 7 days of',
  ])('is not read from `%s`', (text) => {
    expect(parseCap(text)).toBeUndefined();
  });
});
