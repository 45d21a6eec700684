import type { KeyRecord } from './key-record.ts';

/** `ingest`: send events. `manage`: read customers, and everything else. */
export type AccessNeed = 'ingest' | 'manage';

export type AccessRefusal = 'no-key' | 'unknown-key' | 'revoked-key' | 'write-key';

export type Access =
  | { readonly kind: 'granted'; readonly key: KeyRecord }
  | { readonly kind: 'refused'; readonly reason: AccessRefusal };

/** What each refusal says to the caller. */
export const refusalTexts: Readonly<Record<AccessRefusal, string>> = {
  'no-key':
    'no key was sent: use `Authorization: Basic base64("<key>:")`, `Authorization: Bearer <key>`, or `writeKey` in the body',
  'unknown-key': 'this key is not known here: keys are made by `tributary keys create` and work in the stage they were made in',
  'revoked-key': 'this key was revoked: use another one, or make one by `tributary keys create`',
  'write-key': 'this is a write key, which may only send events: use a server key',
};

/** `presented`: whether a key was sent at all; `record`: what is known of it. */
export const decideAccess = (need: AccessNeed, presented: boolean, record: KeyRecord | undefined): Access => {
  if (!presented) return { kind: 'refused', reason: 'no-key' };
  if (!record) return { kind: 'refused', reason: 'unknown-key' };
  if (record.revokedAt !== undefined) return { kind: 'refused', reason: 'revoked-key' };
  if (need === 'manage' && record.kind === 'write') return { kind: 'refused', reason: 'write-key' };
  return { kind: 'granted', key: record };
};
