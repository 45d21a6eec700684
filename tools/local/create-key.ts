import { randomBytes } from 'node:crypto';
import { newApiKey } from '#shared/domain/access/api-key.ts';
import type { KeyKind, KeyRecord, KeyStore } from '#shared/ports/key-store.ts';

/** Makes a key of the public API and keeps its digest. The key itself is answered once and can never be read again. */
export const createKey = async (keys: KeyStore, kind: KeyKind, name: string): Promise<{ key: string; record: KeyRecord }> => {
  const made = newApiKey(kind, name, randomBytes(32), new Date().toISOString());
  await keys.put(made.record);
  return made;
};
