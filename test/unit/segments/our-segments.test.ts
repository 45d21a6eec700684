import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileMarketing } from '#infra/marketing.ts';
import { compiledSegmentsOf } from '#infra/segment-files.ts';
import type { Profile } from '#shared/domain/profile/profile.ts';
import { evaluator } from '#shared/domain/segment/evaluator.ts';
import { segmentsOf } from '#shared/domain/segment/segment.ts';
import { aProfile, traitsOf } from '#test/support/a-profile.ts';

const marketing = await compileMarketing(resolve(import.meta.dirname, '../../../marketing'));
const evaluate = evaluator(compiledSegmentsOf(marketing));
const now = new Date('2026-11-22T12:00:00.000Z');
const daysAgo = (days: number): string => new Date(now.getTime() - days * 86_400_000).toISOString();

const segmentsNow = (profile: Partial<Profile>, at = now) => segmentsOf(evaluate(aProfile(profile), at, 'test').profile.segments);

const orders = (count: number, firstDaysAgo: number, lastDaysAgo: number, revenue = 100): Partial<Profile> => ({
  orders: {
    count,
    refunds: 0,
    revenue: { USD: revenue * 10_000 },
    first: daysAgo(firstDaysAgo),
    last: daysAgo(lastDaysAgo),
  },
});
const happened = (days: number, count = 1) => ({ count, first: daysAgo(days), last: daysAgo(days) });

describe('the segments in marketing/', () => {
  it.each<[string, Partial<Profile>, readonly string[]]>([
    ['nobody who never ordered', {}, []],
    ['a first order last week', orders(1, 7, 7), ['new']],
    ['a second one', orders(2, 30, 7), ['active']],
    ['sixty days without an order', orders(2, 90, 60), ['active']],
    ['sixty-one', orders(2, 90, 61), ['at-risk']],
    ['half a year', orders(1, 181, 181), ['lapsed']],
    ['many orders for much', orders(4, 300, 10, 2_400), ['active', 'vip']],
    ['many orders for much, the last a while ago', orders(4, 300, 46, 2_400), ['active', 'vip', 'vip-at-risk']],
    ['orders of five hundred on average are not yet much', orders(4, 300, 46, 2_000), ['active']],
    ['more than twice the usual gap', orders(5, 85, 45, 100), ['at-risk', 'losing-rhythm']],
    ['more than twice the usual gap, and not three weeks', orders(5, 47, 21, 100), ['active', 'losing-rhythm']],
    ['five orders on one day', orders(5, 40, 40, 100), ['active']],
    ['a checkout yesterday', { events: { 'Checkout Started': happened(1) } }, ['high-intent']],
    [
      'a checkout yesterday that became an order',
      { ...orders(1, 0.5, 0.5), events: { 'Checkout Started': happened(1) } },
      ['new'],
    ],
    ['three products seen, and nothing else', { events: { 'Product Viewed': happened(1, 3) } }, []],
    ['a webinar and the prices', { events: { 'Webinar Attended': happened(9), 'Pricing Viewed': happened(2) } }, ['high-intent']],
    [
      'a webinar and the prices, with an order ten days ago',
      { ...orders(1, 10, 10), events: { 'Webinar Attended': happened(9), 'Pricing Viewed': happened(2) } },
      ['new'],
    ],
    ['a checkout last week', { events: { 'Checkout Started': happened(7) } }, []],
    ['an oven for seven months', { events: { 'Oven Registered': happened(210) } }, ['owns-oven-without-care-plan']],
    ['an oven for a month', { events: { 'Oven Registered': happened(30) } }, []],
    [
      'an oven for seven months, with a contract',
      { events: { 'Oven Registered': happened(210), 'Service Contract Signed': happened(1) } },
      [],
    ],
    ['a birthday today', { traits: traitsOf({ birthday: '1980-11-22' }) }, ['birthday-soon']],
    ['a birthday in a week', { traits: traitsOf({ birthday: '1980-11-29' }) }, ['birthday-soon']],
    ['a birthday in eight days', { traits: traitsOf({ birthday: '1980-11-30' }) }, []],
    ['a birthday yesterday', { traits: traitsOf({ birthday: '1980-11-21' }) }, []],
    ['a renewal in a month', { traits: traitsOf({ renewalDate: '2026-12-22' }) }, ['renewal-soon']],
    ['a renewal in 33 days', { traits: traitsOf({ renewalDate: '2026-12-26' }) }, []],
    ['a renewal that has passed', { traits: traitsOf({ renewalDate: '2026-11-20' }) }, []],
    ['traits that are no dates', { traits: traitsOf({ renewalDate: 'soon', birthday: 7 }) }, []],
  ])('%s', (_sentence, profile, expected) => {
    expect(segmentsNow(profile)).toEqual([...expected].sort());
  });

  it('a birthday in the first days of January is soon at the end of December', () => {
    const birthday = { traits: traitsOf({ birthday: '1980-01-02' }) };
    expect(segmentsNow(birthday, new Date('2026-12-30T12:00:00.000Z'))).toEqual(['birthday-soon']);
  });

  it.each([
    ['28 February of other years', '2027-02-28T12:00:00.000Z', ['birthday-soon']],
    ['1 March of other years', '2027-03-01T12:00:00.000Z', []],
    ['29 February', '2028-02-29T12:00:00.000Z', ['birthday-soon']],
  ])('who was born on 29 February has a birthday on %s, or not', (_day, at, expected) => {
    expect(segmentsNow({ traits: traitsOf({ birthday: '1988-02-29' }) }, new Date(at))).toEqual(expected);
  });

  it('have every buyer in exactly one of four states, on each day of a year without orders', () => {
    const states = ['new', 'active', 'at-risk', 'lapsed'];
    for (const count of [1, 2, 9]) {
      for (let hours = 0; hours <= 365 * 24; hours += 12) {
        const inState = segmentsNow(orders(count, hours / 24 + (count === 1 ? 0 : 100), hours / 24)).filter((name) =>
          states.includes(name),
        );
        expect(inState, `${count} orders, ${hours} hours ago`).toHaveLength(1);
      }
    }
  });

  it('are asked about events that profiles count', () => {
    for (const name of ['Checkout Started', 'Oven Registered', 'Service Contract Signed'])
      expect(marketing.counted).toContain(name);
  });
});
