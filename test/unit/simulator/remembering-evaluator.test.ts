import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createConditions } from '#shared/domain/condition/conditions.ts';
import { applyEvents } from '#shared/domain/profile/apply-events.ts';
import { emptyProfile, type Profile } from '#shared/domain/profile/profile.ts';
import { evaluator } from '#shared/domain/segment/evaluator.ts';
import type { CompiledSegments } from '#shared/domain/segment/segment.ts';
import { rememberingEvaluator } from '#statemachines/simulator/remembering-evaluator.ts';
import { aCustomerEvent, anIdentify, anOrder } from '#test/support/a-customer-event.ts';

const compiled: CompiledSegments = {
  scores: { churn: 'orders.count < 3 ? 0.0 : daysSince(orders.last) / 10.0' },
  currency: 'EUR',
  traits: {},
  segments: [
    { segment: 'buyers', when: 'orders.count > 0' },
    { segment: 'pro', when: "traits.plan == 'pro'" },
    { segment: 'late', when: 'orders.count > 0 && daysSince(orders.last) > 3' },
    { segment: 'losing', when: 'scores.churn > 1.0' },
    { segment: 'dated', when: 'has(traits.birthday) && traits.birthday.getMonth() == now.getMonth()' },
    { segment: 'viewers', when: "events['Product Viewed'].count > 1" },
    { segment: 'pro-viewers', when: "'pro' in segments && events['Product Viewed'].count > 0" },
  ],
};
const declared = new Set(['Product Viewed', 'Order Completed']);
const startsAt = Date.UTC(2026, 10, 2, 9);
const day = 86_400_000;

/** What a customer does, or `night`: nothing, and the segments are looked at. */
const happenings = ['night', 'views', 'orders', 'turns pro', 'leaves pro', 'says a birthday', 'does something else'] as const;
type Happening = (typeof happenings)[number];

const eventOf = (happening: Exclude<Happening, 'night'>, n: number, at: Date) => {
  const said = { messageId: `m${n}`, timestamp: at.toISOString(), originalTimestamp: at.toISOString() };
  switch (happening) {
    case 'views':
      return aCustomerEvent({ ...said, name: 'Product Viewed' });
    case 'orders':
      return anOrder(10, said);
    case 'turns pro':
      return anIdentify({ plan: 'pro' }, said);
    case 'leaves pro':
      return anIdentify({ plan: 'free' }, said);
    case 'says a birthday':
      return anIdentify({ birthday: '1990-12-05' }, said);
    case 'does something else':
      return aCustomerEvent({ ...said, name: 'Something Else' });
  }
};

const profileAfter = (profile: Profile, happening: Happening, n: number, at: Date): Profile =>
  happening === 'night' ? profile : applyEvents(profile, [eventOf(happening, n, at)], declared);

describe('an evaluator that remembers', () => {
  it('says of every customer, at every time, what one says that asks each condition anew', () => {
    const steps = fc.array(
      fc.record({ who: fc.constantFrom('user:ann', 'user:ben'), happening: fc.constantFrom(...happenings), days: fc.nat(9) }),
      { minLength: 5, maxLength: 40 },
    );
    fc.assert(
      fc.property(steps, (done) => {
        const asking = evaluator(compiled);
        const remembering = rememberingEvaluator(compiled, createConditions({ ...compiled, vocabulary: undefined }));
        const profiles = new Map<string, Profile>();
        let now = startsAt;
        for (const [n, { who, happening, days }] of done.entries()) {
          now += days * day;
          const before = profiles.get(who) ?? emptyProfile(who as Profile['id']);
          const profile = profileAfter(before, happening, n, new Date(now));
          const evaluated = remembering(profile, new Date(now), `m${n}`);
          expect(evaluated).toEqual(asking(profile, new Date(now), `m${n}`));
          profiles.set(who, evaluated.profile);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('asks nothing again when nothing has happened that a condition asks about', () => {
    const asked: string[] = [];
    const conditions = createConditions({ ...compiled, vocabulary: undefined });
    const remembering = rememberingEvaluator(compiled, {
      holds: (text, facts) => {
        asked.push(text);
        return conditions.holds(text, facts);
      },
    });
    const now = new Date(startsAt);
    const known = profileAfter(emptyProfile('user:ann'), 'views', 1, now);
    remembering(known, now, 'm1');
    asked.length = 0;
    remembering(profileAfter(known, 'does something else', 2, now), new Date(startsAt + day), 'm2');
    expect(asked).toEqual([]);
    remembering(profileAfter(known, 'orders', 3, now), now, 'm3');
    expect(asked).toContain('orders.count > 0');
    expect(asked).not.toContain("traits.plan == 'pro'");
  });
});
