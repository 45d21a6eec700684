/**
 * Looks a sender's name up in a record, seeing only what was put there: a trait called `toString` is not the record's method.
 */
export const ownEntry = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

/** As long as the longest id that ingestion takes; nobody's channel or group has a longer name. */
const longestKey = 255;

/**
 * Whether a sender's word can name an entry of a stored record. Assigning to `__proto__` would set the record's prototype, the
 * DynamoDB client takes a record with a `constructor` of its own for something else and refuses it, and an empty name is none.
 * DynamoDB refuses half a surrogate pair, which JSON can carry and UTF-8 cannot.
 */
export const canBeKey = (key: string): boolean =>
  key !== '' && key.length <= longestKey && key.isWellFormed() && key !== '__proto__' && key !== 'constructor';

/** The same for traits, which are stored as JSON text. */
export const canBeTrait = (name: string): boolean => name !== '__proto__';
