import type { KeyRecord, KeyStore } from '#shared/ports/key-store.ts';

export const createMemoryKeyStore = (keys: readonly KeyRecord[] = []): KeyStore => {
  const kept = new Map(keys.map((key) => [key.keyHash, key]));
  return {
    find: async (keyHash) => kept.get(keyHash),
    put: async (key) => {
      kept.set(key.keyHash, key);
    },
    list: async () => [...kept.values()].sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1)),
  };
};
