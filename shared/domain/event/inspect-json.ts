import type { Json } from '#shared/events/json.ts';
import { limits } from './limits.ts';

/**
 * Walks a parsed value once, and answers with its weight, or that it is nested too deep. Printed as JSON the value takes at most
 * {@link bytesPerWeight} bytes for each unit: a bound that costs no printing, and settles nearly every size check.
 */
export const inspectJson = (value: unknown): number | 'too-deep' => {
  const weight = walk(value, 0);
  return weight < 0 ? 'too-deep' : weight;
};

/** A character is 1 to 3 bytes, or 6 as an escape; a number is at most 24 characters and weighs 4. */
export const bytesPerWeight = 6;

// Negative: too deep. A sentinel and not an exception, because this runs for every value of every event.
const walk = (value: unknown, depth: number): number => {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 4;
  if (depth >= limits.nesting) return -1;
  let weight = 2;
  if (Array.isArray(value)) {
    for (const each of value) {
      const inside = walk(each, depth + 1);
      if (inside < 0) return -1;
      weight += inside + 1;
    }
    return weight;
  }
  const object = value as Record<string, unknown>;
  for (const key in object) {
    const inside = walk(object[key], depth + 1);
    if (inside < 0) return -1;
    weight += key.length + 4 + inside;
  }
  return weight;
};

/** The same value, with everything nested too deep left out: small enough to be kept and shown. */
export const pruneJson = (value: unknown, depth = 0): Json => {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value !== 'object' || value === null) return null;
  if (depth >= limits.nesting) return `(left out: nested deeper than ${limits.nesting})`;
  if (Array.isArray(value)) return value.map((each) => pruneJson(each, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, pruneJson(each, depth + 1)]));
};
