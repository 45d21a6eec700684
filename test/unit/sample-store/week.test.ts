import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectedNurture, isHeldOutLead } from '#tools/sample-store/expectations.ts';
import { isSampleAddress, isSampleProfile, personOf } from '#tools/sample-store/person.ts';
import { randomOf } from '#tools/sample-store/random.ts';
import { customersIn, type Delivery, leadsIn, messageIdPrefix, type StoreOptions, storeWeek } from '#tools/sample-store/week.ts';

const endsAt = new Date('2026-11-22T00:00:00.000Z');
const startsAt = new Date('2026-11-15T00:00:00.000Z');
const usual: StoreOptions = { seed: 1, endsAt };
const week = [...storeWeek(usual)];
const accepted = week.filter((delivery) => delivery.expected === 'accepted');
const textOf = ({ message }: Delivery) => JSON.stringify(message);
const names = new Set(accepted.map(({ message }) => ('event' in message ? message.event : message.type)));

describe('the usual week', () => {
  it('has about 300 customers and 8,000 messages', () => {
    expect(customersIn(8_000)).toBeGreaterThan(290);
    expect(customersIn(8_000)).toBeLessThan(320);
    expect(Math.abs(week.length - 8_000)).toBeLessThan(250);
  });

  it('is the same every time, and another for another seed', () => {
    expect([...storeWeek(usual)]).toEqual(week);
    expect([...storeWeek({ ...usual, seed: 2 })].map(textOf)).not.toEqual(week.map(textOf));
  });

  it('has what a store has', () => {
    for (const name of ['page', 'identify', 'alias', 'Product Viewed', 'Product Added', 'Checkout Started', 'Order Completed']) {
      expect(names).toContain(name);
    }
    for (const name of [
      'Order Refunded',
      'Lead Created',
      'Demo Booked',
      'Unsubscribed',
      'Brand Mentioned',
      'Support Message Received',
    ]) {
      expect(names).toContain(name);
    }
    const channels = new Set(
      accepted.map(({ message }) => ('context' in message ? (message.context as { channel: string }).channel : '')),
    );
    expect([...channels].toSorted()).toEqual(['forms', 'pos', 'sales', 'social', 'support', 'web']);
  });

  it('has chats in Chinese and in English', () => {
    const chats = accepted.map(textOf).filter((text) => text.includes('Support Message Received'));
    expect(chats.some((text) => /\p{Script=Han}/u.test(text))).toBe(true);
    expect(chats.some((text) => !/\p{Script=Han}/u.test(text))).toBe(true);
  });

  it('names each message once, but for resends, which say the same again', () => {
    const first = new Map(accepted.map((delivery) => [delivery.message.messageId, textOf(delivery)]));
    expect(first.size).toBe(accepted.length);
    const resent = week.filter(({ expected }) => expected === 'resent');
    expect(resent.length).toBeGreaterThan(50);
    for (const delivery of resent) expect(first.get(String(delivery.message.messageId))).toBe(textOf(delivery));
    for (const id of first.keys()) expect(String(id).startsWith(messageIdPrefix(1))).toBe(true);
  });

  it('has late messages and such that arrive out of order', () => {
    const times = accepted.map(({ message, arrivesAt }) => ({
      at: Date.parse(String(message.timestamp)),
      arrivesAt: arrivesAt.getTime(),
    }));
    expect(times.filter(({ at, arrivesAt }) => arrivesAt - at > 12 * 3_600_000).length).toBeGreaterThan(20);
    expect(times.some(({ at }, n) => at < (times[n - 1]?.at ?? at) - 60_000)).toBe(true);
  });

  it('stays within its seven days, and arrives day by day', () => {
    let day = 0;
    for (const delivery of week) {
      expect(delivery.day).toBeGreaterThanOrEqual(day);
      day = delivery.day;
      expect(delivery.arrivesAt.getTime()).toBeGreaterThanOrEqual(startsAt.getTime() + day * 86_400_000);
      expect(delivery.arrivesAt.getTime()).toBeLessThan(startsAt.getTime() + (day + 1) * 86_400_000);
      if (delivery.expected === 'rejected') continue;
      expect(Date.parse(delivery.message.timestamp)).toBeGreaterThanOrEqual(startsAt.getTime());
      expect(Date.parse(delivery.message.timestamp)).toBeLessThan(endsAt.getTime());
    }
    expect(day).toBe(6);
  });

  it('writes to nobody outside of example.com', () => {
    const addresses = week.flatMap((delivery) => textOf(delivery).match(/[\w.+-]+@[\w.-]+/g) ?? []);
    expect(addresses.length).toBeGreaterThan(100);
    expect(addresses.filter((address) => !isSampleAddress(address))).toEqual([]);
  });

  it('keeps the events that end a lead’s journey on later days than what starts it', () => {
    for (const lead of leadsIn(usual)) {
      if (lead.ends === undefined) continue;
      if (lead.overAtOnce) expect(lead.ends.on).toBe(lead.entersOn);
      else expect(lead.ends.on).toBeGreaterThan(lead.entersOn);
    }
  });
});

it('grows with the size it is given', () => {
  let count = 0;
  for (const _ of storeWeek({ ...usual, size: 40_000 })) count += 1;
  expect(Math.abs(count - 40_000)).toBeLessThan(1_500);
});

it('has no two customers with one id', () => {
  const people = Array.from({ length: 5_000 }, (_, index) => personOf(1, index));
  for (const key of ['userId', 'anonymousId', 'guestId', 'email'] as const)
    expect(new Set(people.map((person) => person[key])).size).toBe(5_000);
  expect(people.every(({ userId }) => isSampleProfile(`user:${userId}`))).toBe(true);
});

it('expects of every lead exactly one end, for any seed, size and share of those left alone', () => {
  const arbitrary = [
    fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    fc.integer({ min: 100, max: 4_000 }),
    fc.constantFrom(0, 0.05, 0.5),
  ] as const;
  fc.assert(
    fc.property(...arbitrary, (seed, size, holdout) => {
      const options = { seed, size, endsAt };
      const rules = { sends: 3, sendsAtOnce: 1, holdout };
      const { afterDay, finally: last } = expectedNurture(options, rules);
      const leads = [...leadsIn(options)];
      const written = leads.filter((lead) => !isHeldOutLead(lead, rules));
      expect(last.entered + last.heldOut).toBe(leads.length);
      expect(last.entered).toBe(written.length);
      expect(last.exited + last.converted + last.completed).toBe(last.entered);
      expect(last.mail).toBe(
        last.completed * 3 + written.filter(({ ends, overAtOnce }) => ends !== undefined && !overAtOnce).length,
      );
      for (const [on, runs] of afterDay.entries()) expect(runs.entered).toBeGreaterThanOrEqual(afterDay[on - 1]?.entered ?? 0);
    }),
    { numRuns: 30 },
  );
});

it('leaves about as many leads alone as the share says, and some of them reach the goal all the same', () => {
  const big = { ...usual, size: 200_000 };
  const { heldOut, entered, heldOutConverted } = expectedNurture(big, { sends: 3, sendsAtOnce: 1, holdout: 0.05 }).finally;
  expect(heldOut / (heldOut + entered)).toBeGreaterThan(0.03);
  expect(heldOut / (heldOut + entered)).toBeLessThan(0.07);
  expect(heldOutConverted).toBeGreaterThan(0);
  expect(heldOutConverted).toBeLessThan(heldOut);
});

it('chooses evenly, and independently for neighbouring seeds', () => {
  const counts = new Array<number>(10).fill(0);
  for (let seed = 0; seed < 20_000; seed += 1) {
    const choice = randomOf(1, seed).between(0, 9);
    counts[choice] = (counts[choice] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 2_000)).toBeLessThan(250);
});
