import type { Clock } from '#shared/ports/clock.ts';
import type { KeyRecord, KeyStore } from '#shared/ports/key-store.ts';

// A revoked key works for at most this long in a function that has seen it.
const knownForMilliseconds = 60_000;
// A new key works after at most this long where somebody tried it too early; and guessing costs a read only this often.
const unknownForMilliseconds = 10_000;
// More keys than any team has; a flood of invented ones must not fill the function's memory.
const entries = 1_000;

interface Entry {
  readonly until: number;
  readonly record: Promise<KeyRecord | undefined>;
}

/** Remembers lookups of keys for a moment, so that a busy function reads each key about once a minute. Failures are not kept. */
export const createCachedKeyStore = (store: KeyStore, now: Clock): KeyStore => {
  const cache = new Map<string, Entry>();

  const remember = (keyHash: string, entry: Entry) => {
    cache.delete(keyHash);
    cache.set(keyHash, entry);
    const oldest = cache.keys().next();
    if (cache.size > entries && !oldest.done) cache.delete(oldest.value);
  };

  return {
    find: async (keyHash) => {
      const kept = cache.get(keyHash);
      if (kept && now().getTime() < kept.until) return kept.record;
      const record = store.find(keyHash);
      remember(keyHash, { until: now().getTime() + unknownForMilliseconds, record });
      try {
        const found = await record;
        if (found) remember(keyHash, { until: now().getTime() + knownForMilliseconds, record });
        return found;
      } catch (error) {
        cache.delete(keyHash);
        throw error;
      }
    },

    put: async (key) => {
      cache.delete(key.keyHash);
      await store.put(key);
    },

    list: () => store.list(),
  };
};
