import type { KeyRecord } from '#shared/domain/access/key-record.ts';

export type { KeyKind, KeyRecord } from '#shared/domain/access/key-record.ts';

export interface KeyStore {
  find(keyHash: string): Promise<KeyRecord | undefined>;
  put(key: KeyRecord): Promise<void>;
  /** Oldest first; a key just put may be missing for a moment. */
  list(): Promise<readonly KeyRecord[]>;
}
