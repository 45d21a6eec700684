/** Longer values are no keys of ours and not worth hashing. */
const longestKey = 200;

/** The key in an Authorization header: `Basic base64("key:")`, with or without the colon, or `Bearer key`. */
export const keyInHeader = (authorization: string | undefined): string | undefined => {
  const [, scheme = '', value = ''] = /^\s*(basic|bearer)\s+(\S+)\s*$/i.exec(authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return asKey(value);
  return asKey(Buffer.from(value, 'base64').toString('utf8').split(':')[0]);
};

/**
 * The key an event was sent with. A `writeKey` in the body decides: SDKs with OAuth put a token into the header that says
 * nothing about the source.
 */
export const keyOfSender = (authorization: string | undefined, writeKey: unknown): string | undefined =>
  asKey(writeKey) ?? keyInHeader(authorization);

const asKey = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= longestKey ? value : undefined;
