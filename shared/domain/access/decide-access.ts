import type { KeyKind, KeyRecord } from './key-record.ts';

/** `ingest`: send events. `measure`: read results, as numbers of many. `manage`: read customers, and everything else. */
export type AccessNeed = 'ingest' | 'measure' | 'manage';

const allowed: Readonly<Record<KeyKind, readonly AccessNeed[]>> = {
  write: ['ingest'],
  report: ['measure'],
  server: ['ingest', 'measure', 'manage'],
};

type UnknownCaller = 'no-key' | 'unknown-key' | 'revoked-key';
/** A key that is known and may not do this. */
type WrongKind = 'write-key' | 'report-key';
export type AccessRefusal = UnknownCaller | WrongKind;

export type Access =
  | { readonly kind: 'granted'; readonly key: KeyRecord }
  | { readonly kind: 'unknown-caller'; readonly reason: UnknownCaller }
  | { readonly kind: 'not-allowed'; readonly reason: WrongKind };

/** What each refusal says to the caller. */
export const refusalTexts: Readonly<Record<AccessRefusal, string>> = {
  'no-key':
    'no key was sent: use `Authorization: Basic base64("<key>:")`, `Authorization: Bearer <key>`, or `writeKey` in the body',
  'unknown-key': 'this key is not known here: keys are made by `tributary keys create` and work in the stage they were made in',
  'revoked-key': 'this key was revoked: use another one, or make one by `tributary keys create`',
  'write-key': 'this is a write key, which may only send events: use a server key, or a report key for the results of journeys',
  'report-key':
    'this is a report key, which may only read the results of journeys: use a server key, or a write key to send events',
};

/** `presented`: whether a key was sent at all; `record`: what is known of it. */
export const decideAccess = (need: AccessNeed, presented: boolean, record: KeyRecord | undefined): Access => {
  if (!presented) return { kind: 'unknown-caller', reason: 'no-key' };
  if (!record) return { kind: 'unknown-caller', reason: 'unknown-key' };
  if (record.revokedAt !== undefined) return { kind: 'unknown-caller', reason: 'revoked-key' };
  if (allowed[record.kind].includes(need)) return { kind: 'granted', key: record };
  return { kind: 'not-allowed', reason: record.kind === 'report' ? 'report-key' : 'write-key' };
};
