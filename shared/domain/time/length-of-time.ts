const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const units = new Map([
  ['minute', minute],
  ['hour', hour],
  ['day', day],
  ['week', 7 * day],
]);

/** So many of a unit, singular or plural, in milliseconds: a day is 24 hours. Undefined for other units and for none of them. */
export const lengthOfTime = (count: number, unit: string): number | undefined => {
  const length = units.get(unit.toLowerCase().replace(/s$/, ''));
  return length === undefined || !Number.isSafeInteger(count) || count < 1 ? undefined : count * length;
};

/** `90 minutes`, `2 days`, `1 week` in milliseconds. */
export const parseLengthOfTime = (text: string): number | undefined => {
  const [, count, unit = ''] = /^(\d{1,6})\s*([a-z]+)$/i.exec(text.trim()) ?? [];
  return count === undefined ? undefined : lengthOfTime(Number(count), unit);
};

/** The other way, in days, hours or minutes, whichever makes it a whole number. */
export const sayLengthOfTime = (milliseconds: number): string => {
  const [unit, length] = (
    [
      ['day', day],
      ['hour', hour],
    ] as const
  ).find(([, length]) => milliseconds % length === 0) ?? ['minute', minute];
  const count = milliseconds / length;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
};
