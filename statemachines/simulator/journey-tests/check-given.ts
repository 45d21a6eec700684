import type { Finding, Path } from '#shared/adapters/yaml/finding.ts';
import { isUnclear } from '#shared/domain/condition/vocabulary.ts';
import { heardEvents } from '#shared/domain/journey/heard-events.ts';
import { didYouMean, nearest } from '#shared/domain/marketing/did-you-mean.ts';
import { ownEntry } from '#shared/domain/profile/own-entry.ts';
import { catalogue } from '#shared/events/catalogue.ts';
import { nameOfType } from '#shared/events/customer-event.ts';
import { checkProperties, checkTraits, checkTraitValues } from '../file-tests/check-facts.ts';
import { variantsOf } from '../forced-chance.ts';
import { withoutNumbersAsText } from '../numbers-as-text.ts';
import { EventRefused, readEvent } from '../read-event.ts';
import { type CheckedAgainst, checkName, findStep, hinted } from './check-names.ts';
import type { TestFile } from './test-file.ts';

/** What is given for a case, or for all. */
export type Given = NonNullable<TestFile['cases'][number]['given']>;

/** What would make a case hold, or not, for the wrong reason: names that nobody knows, and things that cannot be. */
export const checkGiven = (given: Given | undefined, path: Path, against: CheckedAgainst): readonly Finding[] => {
  if (given === undefined) return [];
  const { journey, marketing } = against;
  return [
    ...checkTraits(given.profile, [...path, 'profile'], marketing.vocabulary),
    ...checkTraitValues(
      withoutNumbersAsText(given.profile, marketing.vocabulary.traits),
      [...path, 'profile'],
      marketing.vocabulary,
    ),
    ...(given.holdout === true && journey.rules.holdout === 0
      ? [
          {
            path: [...path, 'holdout'],
            message: `${journey.journey} holds nobody out`,
            hint: `leave it out, or give ${journey.journey} a \`holdout\``,
          },
        ]
      : []),
    ...Object.entries(given.variants ?? {}).flatMap(([split, variant]) =>
      checkVariant(split, variant, [...path, 'variants', split], against),
    ),
    ...Object.keys(given.webhooks ?? {}).flatMap((name) =>
      checkName(
        [...path, 'webhooks', name],
        'destination',
        name,
        marketing.destinations.map(({ destination }) => destination),
        'key',
      ),
    ),
    ...Object.keys(given.coupons ?? {}).flatMap((name) => checkCoupon(name, [...path, 'coupons', name], against)),
    ...(given.events ?? []).flatMap((event, index) => checkEvent(event, [...path, 'events', index], against)),
  ];
};

const checkVariant = (split: string, variant: string, path: Path, against: CheckedAgainst): readonly Finding[] => {
  const found = findStep(against, ['split'], split, { path, kind: 'split', at: 'key' });
  if ('findings' in found) return found.findings;
  const variants = variantsOf(found.step);
  const known = checkName(
    path,
    'variant',
    variant,
    variants.map(({ label }) => label),
  );
  if (known.length > 0 || variants.some(({ label, weight }) => label === variant && weight > 0)) return known;
  return [{ path, message: `nobody gets the variant \`${variant}\`: its weight is 0` }];
};

const checkCoupon = (name: string, path: Path, { marketing: { coupons } }: CheckedAgainst): readonly Finding[] => {
  const unknown = checkName(
    path,
    'coupon',
    name,
    coupons.map(({ coupon }) => coupon),
    'key',
  );
  if (unknown.length > 0 || coupons.some(({ coupon, source }) => coupon === name && source.kind === 'pool')) return unknown;
  const message = `\`${name}\` never runs out: its codes are made when they are needed`;
  return [{ path, at: 'key', message }];
};

const checkEvent = (event: NonNullable<Given['events']>[number], path: Path, against: CheckedAgainst): readonly Finding[] => {
  const { what, task, properties, traits } = event;
  const { journeys, vocabulary } = against.marketing;
  if (what === taskCompleted && task === undefined && properties?.taskId === undefined)
    return [{ path, message: 'which task is completed?', hint: 'say it in a line below, like `task: Call the lead`' }];
  if (task !== undefined && what !== taskCompleted) {
    return [
      {
        path: [...path, 'task'],
        at: 'key',
        message: `\`${what}\` completes no task`,
        ...hinted(didYouMean(what, [taskCompleted])),
      },
    ];
  }
  if (task !== undefined) {
    const found = findStep(against, ['task'], task, { path: [...path, 'task'], kind: 'task' });
    if ('findings' in found) return found.findings;
  }
  const events = [
    ...journeys.flatMap(({ rules }) => heardEvents(rules)),
    ...Object.keys(vocabulary.events),
    ...catalogue.map((contract) => contract.name),
    ...Object.values(nameOfType),
  ];
  // Teams have events that no journey knows; one that is nearly known is a slip.
  const meant = events.includes(what) || isUnclear(vocabulary, 'events', what) ? undefined : nearest(what, events);
  if (meant !== undefined) return [{ path, message: `nothing listens to \`${what}\``, hint: `did you mean \`${meant}\`?` }];
  const isIdentify = traits !== undefined || what === nameOfType.identify;
  // What a contact says of themselves may be anything: a case shows what comes of it.
  const names = isIdentify
    ? checkTraits(traits, [...path, 'traits'], vocabulary)
    : checkProperties(
        what,
        withoutNumbersAsText(properties, ownEntry(vocabulary.events, what)),
        [...path, 'properties'],
        vocabulary,
      );
  if (names.length > 0) return names;
  const sent = isIdentify
    ? { type: 'identify', traits: traits ?? {} }
    : { type: 'track', event: what, properties: { ...properties, ...(task === undefined ? {} : { taskId: task }) } };
  try {
    readEvent({ userId: 'anybody', ...sent }, new Date(0), () => 'any');
    return [];
  } catch (error) {
    if (!(error instanceof EventRefused)) throw error;
    return [{ path, message: `this would be rejected: ${error.message}` }];
  }
};

const taskCompleted = 'Task Completed';
