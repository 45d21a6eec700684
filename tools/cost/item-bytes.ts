import { Buffer } from 'node:buffer';

/**
 * The size of an item as DynamoDB bills it: names and values in UTF-8, numbers a byte for two digits and one more, three bytes and one
 * an entry for lists and maps. Source: the developer guide, "DynamoDB item sizes and formats".
 */
export const itemBytes = (item: object): number =>
  Object.entries(item).reduce(
    (sum, [name, value]) => sum + (value === undefined ? 0 : Buffer.byteLength(name) + valueBytes(value)),
    0,
  );

const valueBytes = (value: unknown): number => {
  if (value === null || typeof value === 'boolean') return 1;
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return Math.ceil(String(value).replace(/[-.]/g, '').length / 2) + 1;
  if (value instanceof Uint8Array) return value.byteLength;
  if (Array.isArray(value)) return 3 + value.reduce<number>((sum, each) => sum + 1 + valueBytes(each), 0);
  if (typeof value === 'object') return 3 + Object.keys(value).length + itemBytes(value);
  throw new TypeError(`no DynamoDB value: ${typeof value}`);
};

/** A write unit is a started kilobyte. */
export const writeUnits = (item: object): number => Math.ceil(itemBytes(item) / 1024);

/** A strongly consistent read takes a unit for each started four kilobytes; what is not there costs one as well. */
export const readUnits = (item: object | undefined): number => Math.max(1, Math.ceil((item ? itemBytes(item) : 0) / 4096));
