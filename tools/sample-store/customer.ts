import { brokenMoment } from './broken.ts';
import { identifyAs, type LeadOutcome, type LeadStory, lead } from './lead.ts';
import { day, daysInWeek, hour, type Moment, minute } from './moment.ts';
import { type Person, personOf } from './person.ts';
import { type Random, randomOf } from './random.ts';
import { mention, supportChat } from './talk.ts';
import { type Ids, refund, tillOrder, visit } from './visit.ts';

/** A customer's whole week, not yet put into words. */
export interface CustomerWeek {
  readonly person: Person;
  readonly moments: readonly Moment[];
  readonly lead?: LeadOutcome;
}

/** Everything happens between six in the morning and ten at night, so that a visit never runs into the next day. */
const openingTime = (weekStartsAt: number, on: number, random: Random): number =>
  weekStartsAt + on * day + random.between(6, 20) * hour + random.between(0, 59) * minute;

const stories: readonly [LeadStory, ...LeadStory[]] = [
  'stays',
  'books',
  'stays',
  'buys',
  'stays',
  'books',
  'stays',
  'unsubscribes',
  'stays',
  'told-late',
  'stays',
  'buys',
];

/** One customer in eight is a lead. */
const leadEvery = 8;
/** One customer in thirty has a broken script somewhere. */
const brokenEvery = 30;

type Kind = 'lead' | 'stranger' | 'shopper' | 'member' | 'merged';

const kindOf = (index: number, random: Random): Kind => {
  if (index % leadEvery === 3) return 'lead';
  const dice = random.next();
  if (dice < 0.2) return 'stranger';
  if (dice < 0.75) return 'shopper';
  return dice < 0.92 ? 'member' : 'merged';
};

/** The week of the `index`-th customer: depends on the seed and the index alone, so that any part of a big store can be made. */
export const customerWeek = (seed: number, index: number, weekStartsAt: number): CustomerWeek => {
  const random = randomOf(seed, index, 2);
  const person = personOf(seed, index);
  const kind = kindOf(index, random);
  const time = (on: number) => openingTime(weekStartsAt, on, random);
  const moments: Moment[] = [];

  const browser: Ids = { anonymousId: person.anonymousId };
  const account: Ids = { userId: person.userId, anonymousId: person.anonymousId };

  const visits = (from: number, to: number, count: number, ids: Ids, purchases: number) => {
    for (let n = 0; n < count; n += 1) {
      const on = random.between(from, to);
      // A few devices are offline until a later day.
      const lateBy = random.chance(0.03) && on < daysInWeek - 2 ? random.between(20, 44) * hour : 0;
      moments.push(...visit({ person, ids, startsAt: time(on), lateBy, buys: n < purchases, random }));
    }
  };

  let outcome: LeadOutcome | undefined;
  if (kind === 'lead') {
    const story = stories[Math.floor(index / leadEvery) % stories.length] ?? 'stays';
    const plan = lead({ person, weekStartsAt, random, story, knowsAccount: random.chance(0.7) });
    outcome = plan.outcome;
    moments.push(...plan.moments);
    // Looking is fine; buying would end the journey outside of the lead's story.
    visits(0, 6, random.between(2, 6), browser, 0);
  } else if (kind === 'stranger') {
    visits(0, 6, random.between(1, 3), browser, 0);
    if (random.chance(0.1)) moments.push(mention(browser, time(random.between(0, 6)), random));
  } else if (kind === 'shopper') {
    const knownOn = random.between(0, 4);
    const knownAt = weekStartsAt + knownOn * day + 21 * hour + random.between(0, 59) * minute;
    if (knownOn > 0) visits(0, knownOn, random.between(1, 3), browser, 0);
    moments.push({
      happenedAt: knownAt,
      arrivesAt: knownAt,
      kind: 'valid',
      say: () => identifyAs(person, account, { channel: 'web' }),
    });
    visits(knownOn + 1, 6, random.between(2, 4), account, random.between(0, 2));
    if (random.chance(0.25)) visits(knownOn + 1, 6, 1, { userId: person.userId, anonymousId: person.otherAnonymousId }, 0);
    if (random.chance(0.3)) moments.push(...supportChat(person, time(random.between(knownOn + 1, 6)), random));
    if (random.chance(0.15)) moments.push(mention(account, time(random.between(knownOn + 1, 6)), random));
  } else {
    // The till knows a guest by the receipt; a `merged` one turns out to be an account on the last day but one.
    const till = kind === 'merged' ? person.guestId : person.userId;
    for (let n = random.between(2, 7); n > 0; n -= 1) moments.push(tillOrder(till, time(random.between(0, 6)), random));
    if (random.chance(0.3)) moments.push(refund(till, time(random.between(2, 6)), random));
    if (kind === 'merged') {
      visits(0, 6, random.between(1, 4), account, 1);
      const at = weekStartsAt + 5 * day + 21 * hour;
      const said = { type: 'alias', userId: person.userId, previousId: person.guestId, context: { channel: 'pos' } } as const;
      moments.push({ happenedAt: at, arrivesAt: at, kind: 'valid', say: () => said });
    } else if (random.chance(0.3)) {
      moments.push(...supportChat(person, time(random.between(0, 6)), random));
    }
  }

  if (index % brokenEvery === 17)
    moments.push(brokenMoment(person, time(random.between(0, 6)), Math.floor(index / brokenEvery), random));
  return { person, moments, ...(outcome === undefined ? {} : { lead: outcome }) };
};
