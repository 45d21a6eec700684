import type * as z from 'zod';
import type { Path } from '#shared/adapters/yaml/finding.ts';
import { parseAs } from '#shared/adapters/yaml/read-as.ts';

/** What could be read of a value with mistakes, and where a place in that stands in the whole value. */
export interface ReadablePart<T> {
  readonly value: T;
  readonly placeOf: (path: Path) => Path;
}

/**
 * Reads as much of a value as fits a schema, so that what is wrong with the rest hides nothing: what does not fit is left out, the
 * smallest part first. Undefined where nothing fits.
 */
export const readablePart = <T>(schema: z.core.$ZodType<T>, whole: unknown): ReadablePart<T> | undefined => {
  const left = new Set<string>();
  const isLeft = (path: Path): boolean => !left.has(JSON.stringify(path));
  for (;;) {
    const parsed = parseAs(schema, without(whole, [], isLeft));
    const placeOf = (path: Path): Path => placeIn(whole, path, isLeft);
    if (parsed.success) return { value: parsed.data, placeOf };
    for (const { path: symbols, ...issue } of parsed.error.issues) {
      const path = symbols.map((part) => (typeof part === 'symbol' ? String(part) : part));
      const wrong = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
      for (const each of wrong) {
        const place = smallestThere(whole, placeOf(each), isLeft);
        if (place.length === 0) return undefined;
        left.add(JSON.stringify(place));
      }
    }
  }
};

const without = (value: unknown, path: Path, isLeft: (path: Path) => boolean): unknown => {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => (isLeft([...path, index]) ? [without(item, [...path, index], isLeft)] : []));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) =>
      isLeft([...path, key]) ? [[key, without(item, [...path, key], isLeft)]] : [],
    ),
  );
};

/** Items that were left out move those after them. */
const placeIn = (whole: unknown, path: Path, isLeft: (path: Path) => boolean): Path => {
  const place: (string | number)[] = [];
  let value = whole;
  for (const part of path) {
    const there = Array.isArray(value) ? [...value.keys()].filter((index) => isLeft([...place, index])) : [];
    const next = there[Number(part)] ?? part;
    value = typeof value === 'object' && value !== null ? Reflect.get(value, next) : undefined;
    place.push(next);
  }
  return place;
};

/** What is missing, or was left out before, is a mistake of what it is missing in. */
const smallestThere = (whole: unknown, path: Path, isLeft: (path: Path) => boolean): Path => {
  const isThere = (place: Path): boolean => isLeft(place) && valueAt(whole, place) !== undefined;
  return path.length === 0 || isThere(path) ? path : smallestThere(whole, path.slice(0, -1), isLeft);
};

/** What stands at a place; undefined where nothing does. */
export const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inside, part) => (typeof inside === 'object' && inside !== null ? Reflect.get(inside, part) : undefined),
    value,
  );
