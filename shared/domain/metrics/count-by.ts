/** How many have each key; the most frequent first, and by name where they are as many. */
export const countBy = <T>(all: readonly T[], keyOf: (one: T) => string): Record<string, number> => {
  const counts = [...Map.groupBy(all, keyOf)].map(([key, some]): [string, number] => [key, some.length]);
  return Object.fromEntries(counts.toSorted(([a, some], [b, others]) => others - some || a.localeCompare(b)));
};

export const sumOf = <T>(all: readonly T[], numberOf: (one: T) => number): number =>
  all.reduce((sum, one) => sum + numberOf(one), 0);
