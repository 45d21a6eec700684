import { anonymousProfileId, type ProfileId, userProfileId } from '#shared/domain/profile/profile-id.ts';
import { day, hour, type Moment, minute, type Said } from './moment.ts';
import type { Person } from './person.ts';
import type { Random } from './random.ts';
import type { Ids } from './visit.ts';

/**
 * What becomes of a lead within the week. `stays`: nothing stops the nurture. `books`: a demo is booked, which is the goal.
 * `buys`, `unsubscribes`: exits. `told-late`: the form tool delivers the lead after the demo it led to is already known, so the
 * journey is entered and left at once.
 */
export type LeadStory = 'stays' | 'books' | 'buys' | 'unsubscribes' | 'told-late';

/** Days (0–6) on which the journey is entered and ended, as they arrive. */
export interface LeadOutcome {
  readonly story: LeadStory;
  readonly entersOn: number;
  /** The id that the lead is known by then; whether somebody is held out depends on it. */
  readonly enteredAs: ProfileId;
  readonly ends?: { readonly on: number; readonly as: 'converted' | 'exited' };
  /** The stages before the end had no chance to run. */
  readonly overAtOnce: boolean;
}

export interface LeadPlan {
  readonly person: Person;
  readonly weekStartsAt: number;
  readonly random: Random;
  readonly story: LeadStory;
  /** Whether the form knows the person's account, or only their browser; then the account is linked on a later day. */
  readonly knowsAccount: boolean;
}

const form = { channel: 'forms' };

const traitsOf = (person: Person) => ({
  email: person.email,
  firstName: person.firstName,
  lastName: person.lastName,
  name: `${person.firstName} ${person.lastName}`,
  company: person.company,
  city: person.city,
  language: person.language,
});

export const identifyAs = (person: Person, ids: Ids, context: Said['context']): Said => ({
  type: 'identify',
  ...ids,
  traits: traitsOf(person),
  context,
});

/**
 * A lead's week: a form is filled in, and on a later day something comes of it, or nothing.
 *
 * What ends a journey always arrives on a later day than what starts it, because what is sent in between would otherwise depend on
 * which of two events a second apart is handled first.
 */
export const lead = ({
  person,
  weekStartsAt,
  random,
  story,
  knowsAccount,
}: LeadPlan): { moments: Moment[]; outcome: LeadOutcome } => {
  const browser: Ids = { anonymousId: person.anonymousId };
  const account: Ids = { userId: person.userId, anonymousId: person.anonymousId };
  const asked = knowsAccount ? account : browser;
  const entersOn = random.between(0, 3);
  const endsOn = entersOn + random.between(1, 2);
  const linksOn = knowsAccount ? entersOn : entersOn + 1;
  const inDay = (index: number) => weekStartsAt + index * day + random.between(9, 18) * hour + random.between(0, 59) * minute;

  const moments: Moment[] = [];
  const say = (happenedAt: number, arrivesAt: number, said: Said) =>
    moments.push({ happenedAt, arrivesAt, kind: 'valid', say: () => said });

  const filledInAt = inDay(entersOn);
  // Two days on, after the demo is known. Late enough in the day that the demo's own day is over.
  const toldAt = story === 'told-late' ? weekStartsAt + (endsOn + 1) * day + 20 * hour : filledInAt;
  say(filledInAt, toldAt, identifyAs(person, asked, form));
  say(filledInAt + 1_000, toldAt + 1_000, {
    type: 'track',
    ...asked,
    event: 'Lead Created',
    properties: {
      form: random.pick(['catalogue', 'kitchen-planner', 'trade-account']),
      source: random.pick(['search', 'fair', 'partner']),
    },
    context: form,
  });
  if (!knowsAccount) {
    const linkedAt = weekStartsAt + linksOn * day + 8 * hour;
    say(linkedAt, linkedAt, identifyAs(person, account, { channel: 'web' }));
  }
  // Somebody who fills in the form twice is one lead.
  if (story === 'stays' && random.chance(0.3)) {
    const again = inDay(Math.min(entersOn + 1, 6));
    say(again, again, {
      type: 'track',
      ...asked,
      event: 'Lead Created',
      properties: { form: 'catalogue', source: 'search' },
      context: form,
    });
  }

  const endedAt = inDay(endsOn);
  const userId = person.userId;
  if (story === 'books' || story === 'told-late') {
    say(endedAt, endedAt, {
      type: 'track',
      userId,
      event: 'Demo Booked',
      properties: { shop: 'Pier Street' },
      context: { channel: 'sales' },
    });
  } else if (story === 'buys') {
    const total = random.between(100, 900);
    const properties = { order_id: `T-${random.hex(8)}`, total, revenue: total, currency: 'USD' };
    say(endedAt, endedAt, { type: 'track', userId, event: 'Order Completed', properties, context: { channel: 'pos' } });
  } else if (story === 'unsubscribes') {
    say(endedAt, endedAt, {
      type: 'track',
      userId,
      event: 'Unsubscribed',
      properties: { channel: 'email' },
      context: { channel: 'web' },
    });
  }

  const overAtOnce = story === 'told-late';
  return {
    moments,
    outcome: {
      story,
      entersOn: overAtOnce ? endsOn + 1 : entersOn,
      // Who is told late has been linked to the account by then.
      enteredAs: knowsAccount || overAtOnce ? userProfileId(person.userId) : anonymousProfileId(person.anonymousId),
      ...(story === 'stays'
        ? {}
        : {
            ends: { on: overAtOnce ? endsOn + 1 : endsOn, as: story === 'books' || overAtOnce ? 'converted' : 'exited' } as const,
          }),
      overAtOnce,
    },
  };
};
