import { create as zoned } from 'temporal-polyfill/fns/ZonedDateTime';
import type { Json } from '#shared/events/json.ts';

/** The trait by which a customer's time zone is known, as an IANA name: `Europe/Berlin`. */
export const timeZoneTrait = 'timezone';

/** The longest IANA name has 32 characters; whatever is longer is not looked up. */
const longestName = 64;

// Looking up a name that there is not costs an exception, so only names that there are get remembered: some 600 at most.
const canonical = new Map<string, string>();

/** The IANA name of a time zone as it is usually written, or undefined if there is no such zone. Offsets like `+02:00` are no zones. */
export const readTimeZone = (text: string): string | undefined => {
  const name = text.trim();
  if (name.length > longestName || !/^[a-z]/i.test(name)) return undefined;
  const known = canonical.get(name);
  if (known !== undefined) return known;
  try {
    const { timeZoneId } = zoned(0n, name);
    canonical.set(name, timeZoneId);
    return timeZoneId;
  } catch {
    return undefined;
  }
};

/** The time zone of a customer: their trait `timezone` where it names a real one, or else the fallback. */
export const timeZoneOf = (traits: Readonly<Record<string, Json | undefined>>, fallback: string): string => {
  const said = Object.hasOwn(traits, timeZoneTrait) ? traits[timeZoneTrait] : undefined;
  return (typeof said === 'string' ? readTimeZone(said) : undefined) ?? fallback;
};
