/**
 * What the language of conditions has. A function that is not named here is refused, though CEL may know it: what is left out could
 * make a condition expensive (`matches`, `map`) or is of no use to marketers.
 */
export const functions = ['has', 'size', 'daysSince', 'daysUntil', 'date', 'duration', 'string', 'double'] as const;

/** Called on a value: `traits.plan.contains('pro')`. */
export const methods = [
  'contains',
  'startsWith',
  'endsWith',
  'lowerAscii',
  'upperAscii',
  'trim',
  'size',
  'exists',
  'exists_one',
  'all',
  'filter',
  'getFullYear',
  'getMonth',
  'getDate',
  'getDayOfWeek',
  'getHours',
] as const;

/** The methods that look at each item of a list. */
export const loops: ReadonlySet<string> = new Set(['exists', 'exists_one', 'all', 'filter']);

export const roots = [
  'traits',
  'orders',
  'events',
  'segments',
  'scores',
  'subscriptions',
  'now',
  'event',
  'reply',
  'run',
] as const;
export type Root = (typeof roots)[number];

const known: ReadonlySet<string> = new Set(roots);
export const isRoot = (name: string): name is Root => known.has(name);

/** The fields of what has the same fields everywhere. */
export const fieldsOf = {
  orders: ['count', 'refunds', 'revenue', 'first', 'last'],
  counter: ['count', 'first', 'last'],
  event: ['name', 'timestamp', 'properties'],
  run: ['journey', 'enteredAt', 'variants'],
} as const;

/**
 * Bounds on an expression and on what it looks at: one evaluation does some ten million steps at the very worst, which are less than a
 * second.
 */
export const limits = {
  textLength: 4_000,
  /** Items of a list among the facts; a longer one is taken as unknown. */
  factItems: 300,
  /** Characters of a text among the facts; a longer one is taken as unknown. */
  factCharacters: 5_000,
  parser: { maxAstNodes: 400, maxDepth: 50, maxListElements: 250, maxMapEntries: 1, maxCallArguments: 4 },
} as const;
