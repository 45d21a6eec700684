import type { Vocabulary } from '#shared/domain/condition/vocabulary.ts';
import type { CouponDefinition } from '#shared/domain/coupon/coupon.ts';
import { type CouponVariables, sampleCoupon } from '#shared/domain/coupon/coupon-variables.ts';
import type { EventVariables } from '#shared/domain/message/message-variables.ts';
import { ownEntry } from '#shared/domain/profile/own-entry.ts';
import { contractOf } from '#shared/events/catalogue.ts';
import type { JsonObject } from '#shared/events/json.ts';
import type { CompiledJourney } from '#statemachines/journeys/compile-journey.ts';
import { type CouponBefore, couponBefore } from './coupon-before.ts';
import type { ExamplesInTests } from './examples-in-tests.ts';
import { withPlaceholders } from './placeholder.ts';
import type { ProfileFile } from './profile-file.ts';

/** What a message may speak of besides the customer. */
export interface SampleOccasion {
  readonly event?: EventVariables;
  readonly reply?: EventVariables;
  readonly coupon?: CouponVariables;
}

interface Surroundings {
  readonly message: string;
  /** The journey that sends the message, if there is one. */
  readonly sender: CompiledJourney | undefined;
  readonly coupons: readonly CouponDefinition[];
  readonly vocabulary: Pick<Vocabulary, 'events' | 'examples'> | undefined;
  /** Of the sending journey. */
  readonly tests: Pick<ExamplesInTests, 'propertiesOf'>;
  /** The properties that the message speaks of. */
  readonly spoken: { readonly event: readonly string[]; readonly reply: readonly string[] };
  readonly now: Date;
}

/**
 * What is said in the file; else what the sending journey would have at hand: an example of the event that it is entered by, of the one that
 * it waits for, and of the coupon that it gives. Only a coupon is made up for a message that no journey sends yet, because a coupon is a
 * coupon in every journey.
 */
export const sampleOccasion = (given: ProfileFile, around: Surroundings): SampleOccasion => {
  const { sender } = around;
  const event = eventOf('event', given.event, sender && entryOf(sender, around), around);
  const awaited = sender?.rules.awaited.at(-1);
  const reply = eventOf('reply', given.reply, awaited === undefined ? undefined : example('reply', awaited, around), around);
  const coupon = couponOf(given.coupon, around);
  return {
    ...(event === undefined ? {} : { event }),
    ...(reply === undefined ? {} : { reply }),
    ...(coupon === undefined ? {} : { coupon }),
  };
};

type Example = Pick<EventVariables, 'name' | 'properties'>;
type Role = keyof Surroundings['spoken'];

const eventOf = (
  role: Role,
  given: ProfileFile['event'],
  sample: Example | undefined,
  around: Surroundings,
): EventVariables | undefined => {
  if (given === null || (given === undefined && sample === undefined)) return undefined;
  const { name = sample?.name ?? 'An event', timestamp = around.now.toISOString(), properties } = given ?? {};
  const usual = name === sample?.name ? sample : example(role, name, around);
  return { name, timestamp, properties: properties ?? usual.properties };
};

/** As the team's vocabulary and the catalogue have it, and after them the journey's tests; else a placeholder for what is spoken of. */
const example = (role: Role, name: string, { vocabulary, tests, spoken, now }: Surroundings): Example => {
  const types = ownEntry(vocabulary?.events ?? {}, name) ?? {};
  const known = {
    ...tests.propertiesOf(name),
    ...contractOf(name)?.examples[0],
    ...ownEntry(vocabulary?.examples?.events ?? {}, name),
  };
  const declared = spoken[role].filter((property) => Object.hasOwn(types, property));
  return { name, properties: withPlaceholders(known, declared, (property) => ownEntry(types, property), now) };
};

/** The event of a segment or a schedule names the journey's own. */
const entryOf = ({ journey, rules, written }: CompiledJourney, around: Surroundings): Example => {
  const { enter } = written.rules;
  const own: JsonObject = 'every' in enter ? { journey } : 'segment' in enter ? { segment: enter.segment } : {};
  const { name, properties } = example('event', rules.enter.on, around);
  return { name, properties: { ...properties, ...own } };
};

const couponOf = (given: ProfileFile['coupon'], { message, sender, coupons, now }: Surroundings): CouponVariables | undefined => {
  if (given === null) return undefined;
  const before = sender === undefined ? undefined : couponBefore(sender.written.steps, message);
  if (given === undefined && sender !== undefined && before === undefined) return undefined;
  const definition = coupons.find(({ coupon }) => coupon === before?.coupon);
  const usual =
    definition === undefined
      ? sampleCoupon
      : {
          ...sampleCoupon,
          value: definition.value,
          expires_at: new Date(now.getTime() + leftOf(definition, before)).toISOString(),
        };
  const { code = usual.code, value = usual.value, expires_at = usual.expires_at } = given ?? {};
  return { code, value, expires_at };
};

/** For how long it can still be used: one that would have run out is shown as if it were new. */
const leftOf = ({ expiresInMilliseconds: whole }: CouponDefinition, before: CouponBefore | undefined): number => {
  const left = whole - (before?.heldMilliseconds ?? 0);
  return left > 0 ? left : whole;
};
