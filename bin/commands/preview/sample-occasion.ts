import type { PropertyType, Vocabulary } from '#shared/domain/condition/vocabulary.ts';
import type { CouponDefinition } from '#shared/domain/coupon/coupon.ts';
import { type CouponVariables, sampleCoupon } from '#shared/domain/coupon/coupon-variables.ts';
import type { EventVariables } from '#shared/domain/message/message-variables.ts';
import { contractOf } from '#shared/events/catalogue.ts';
import type { Json, JsonObject } from '#shared/events/json.ts';
import type { CompiledJourney } from '#statemachines/journeys/compile-journey.ts';
import { allSteps } from '#statemachines/journeys/read-journey.ts';
import type { ProfileFile } from './profile-file.ts';

/** What a message may speak of besides the customer. */
export interface SampleOccasion {
  readonly event?: EventVariables;
  readonly reply?: EventVariables;
  readonly coupon?: CouponVariables;
}

interface Surroundings {
  /** The journey that sends the message, if there is one. */
  readonly sender: CompiledJourney | undefined;
  readonly coupons: readonly CouponDefinition[];
  readonly vocabulary: Pick<Vocabulary, 'events'> | undefined;
  readonly now: Date;
}

/**
 * What is said in the file; else what the sending journey would have at hand: an example of the event that it is entered by, of the one that
 * it waits for, and of the coupon that it gives. Only a coupon is made up for a message that no journey sends yet, because a coupon is a
 * coupon in every journey.
 */
export const sampleOccasion = (given: ProfileFile, around: Surroundings): SampleOccasion => {
  const { sender } = around;
  const event = eventOf(given.event, sender && entryOf(sender, around), around);
  const awaited = sender?.rules.awaited.at(-1);
  const reply = eventOf(given.reply, awaited === undefined ? undefined : example(awaited, around), around);
  const coupon = couponOf(given.coupon, around);
  return {
    ...(event === undefined ? {} : { event }),
    ...(reply === undefined ? {} : { reply }),
    ...(coupon === undefined ? {} : { coupon }),
  };
};

type Example = Pick<EventVariables, 'name' | 'properties'>;

const eventOf = (
  given: ProfileFile['event'],
  sample: Example | undefined,
  { now, ...around }: Surroundings,
): EventVariables | undefined => {
  if (given === null || (given === undefined && sample === undefined)) return undefined;
  const { name = sample?.name ?? 'An event', timestamp = now.toISOString(), properties } = given ?? {};
  const usual = name === sample?.name ? sample : example(name, { now, ...around });
  return { name, timestamp, properties: properties ?? usual.properties };
};

/** As the catalogue has it; of the team's own events, something of each property's type. */
const example = (name: string, { vocabulary, now }: Surroundings): Example => {
  const declared = Object.entries(vocabulary?.events[name] ?? {});
  const properties =
    contractOf(name)?.examples[0] ??
    Object.fromEntries(declared.map(([property, type]) => [property, madeUp(property, type, now)]));
  return { name, properties };
};

const madeUp = (property: string, type: PropertyType, now: Date): Json => {
  const values: Readonly<Record<PropertyType, Json>> = {
    text: property,
    number: 42,
    'yes or no': true,
    date: now.toISOString(),
    list: [property],
    anything: property,
  };
  return values[type];
};

/** The event of a segment or a schedule names the journey's own. */
const entryOf = ({ journey, rules, written }: CompiledJourney, around: Surroundings): Example => {
  const { enter } = written.rules;
  const own: JsonObject = 'every' in enter ? { journey } : 'segment' in enter ? { segment: enter.segment } : {};
  const { name, properties } = example(rules.enter.on, around);
  return { name, properties: { ...properties, ...own } };
};

const couponOf = (given: ProfileFile['coupon'], { sender, coupons, now }: Surroundings): CouponVariables | undefined => {
  if (given === null) return undefined;
  const steps = sender === undefined ? [] : allSteps(sender.written.steps).map(({ step }) => step);
  const gives = steps.findLast(({ kind }) => kind === 'coupon');
  if (given === undefined && sender !== undefined && gives === undefined) return undefined;
  const [lowered] = gives?.lower({ id: '', name: '' }) ?? [];
  const name = lowered?.kind === 'run' && lowered.step.kind === 'coupon' ? lowered.step.coupon : undefined;
  const definition = coupons.find(({ coupon }) => coupon === name);
  const usual =
    definition === undefined
      ? sampleCoupon
      : {
          ...sampleCoupon,
          value: definition.value,
          expires_at: new Date(now.getTime() + definition.expiresInMilliseconds).toISOString(),
        };
  const { code = usual.code, value = usual.value, expires_at = usual.expires_at } = given ?? {};
  return { code, value, expires_at };
};
