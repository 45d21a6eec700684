/** `write`: may only send events, and may live in a browser. `server`: may read and manage, and may send events too. */
export type KeyKind = 'write' | 'server';

/** What is known of a key; the key itself is shown once, at creation, and only its SHA-256 is kept. */
export interface KeyRecord {
  readonly keyHash: string;
  readonly kind: KeyKind;
  readonly name: string;
  /** The first characters of the key, to recognise it by. */
  readonly hint: string;
  readonly createdAt: string;
  readonly revokedAt?: string;
}
