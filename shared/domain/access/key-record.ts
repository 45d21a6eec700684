/** `write`: may only send events, and may live in a browser. `report`: may only read results, which say nothing of single customers. `server`: may do all. */
export const keyKinds = ['write', 'report', 'server'] as const;
export type KeyKind = (typeof keyKinds)[number];

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
