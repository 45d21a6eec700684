import { readInstant } from '#shared/domain/event/instant.ts';
import type { Json } from '#shared/events/json.ts';
import { wallTimeAt } from './wall-clock.ts';

const dayLength = 86_400_000;

/**
 * The day that a trait names, in days since 1 January 1970, or undefined if it names none. `1990-05-17` is that day everywhere. A
 * time is the day on which it falls for the customer, except for midnight in UTC exactly: that is how programs write down a day when
 * they have no type for it, and it would be the day before to everybody in America.
 */
export const dayOfTrait = (value: Json | undefined, timeZone: string): number | undefined => {
  const instant = readInstant(typeof value === 'string' ? value.trim() : value);
  if (instant === undefined) return undefined;
  return instant % dayLength === 0 ? instant / dayLength : wallTimeAt(instant, timeZone).day;
};
