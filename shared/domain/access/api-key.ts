import { createHash } from 'node:crypto';
import type { KeyKind, KeyRecord } from './key-record.ts';

const prefixOf: Record<KeyKind, string> = { write: 'wk_', report: 'rk_', server: 'sk_' };
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const secretLength = 32;
const hintLength = 'wk_'.length + 4;

/** SHA-256, in hex. Keys are long and random, so a slow password hash would add nothing. */
export const hashOfKey = (key: string): string => createHash('sha256').update(key).digest('hex');

/**
 * A new key and what is kept of it. The key holds 190 bits of `randomBytes` (32 bytes or more, from a cryptographic source).
 * It is shown once: it cannot be had from the record.
 */
export const newApiKey = (
  kind: KeyKind,
  name: string,
  randomBytes: Uint8Array,
  createdAt: string,
): { readonly key: string; readonly record: KeyRecord } => {
  if (randomBytes.length < 32) throw new RangeError('a key needs 32 random bytes');
  // 256 bits modulo 62^32 (190.5 bits): no character is likelier than another by more than 2^-65.
  let number = BigInt(`0x${Buffer.from(randomBytes).toString('hex')}`);
  let secret = '';
  for (let index = 0; index < secretLength; index++) {
    secret += alphabet.charAt(Number(number % 62n));
    number /= 62n;
  }
  const key = prefixOf[kind] + secret;
  return { key, record: { keyHash: hashOfKey(key), kind, name, hint: key.slice(0, hintLength), createdAt } };
};
