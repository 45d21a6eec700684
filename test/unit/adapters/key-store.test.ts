import { describe, expect, it } from 'vitest';
import { createCachedKeyStore } from '#shared/adapters/cache/key-store.ts';
import { createMemoryKeyStore } from '#shared/adapters/memory/key-store.ts';
import { StoreUnavailable } from '#shared/domain/errors.ts';
import type { KeyStore } from '#shared/ports/key-store.ts';
import { describeKeyStoreContract } from '#test/support/contracts/key-store.ts';
import { aKey } from '#test/support/ingestion-world.ts';

describe('in memory', () => {
  describeKeyStoreContract(createMemoryKeyStore);
});

describe('cached', () => {
  describeKeyStoreContract(() => createCachedKeyStore(createMemoryKeyStore(), () => new Date()));

  const aCache = () => {
    const store = createMemoryKeyStore();
    let reads = 0;
    let time = 0;
    let away = false;
    const counted: KeyStore = {
      ...store,
      find: async (keyHash) => {
        reads += 1;
        if (away) throw new StoreUnavailable('unavailable', 5);
        return store.find(keyHash);
      },
    };
    return {
      store,
      cache: createCachedKeyStore(counted, () => new Date(time)),
      reads: () => reads,
      passes: (seconds: number) => {
        time += seconds * 1_000;
      },
      isAway: (state: boolean) => {
        away = state;
      },
    };
  };
  const key = aKey('wk_1', 'write');

  it('reads a key once a minute, and so forgets a revoked one within it', async () => {
    const { store, cache, reads, passes } = aCache();
    await store.put(key);
    await Promise.all([cache.find(key.keyHash), cache.find(key.keyHash)]);
    passes(59);
    expect(await cache.find(key.keyHash)).toEqual(key);
    expect(reads()).toBe(1);
    await store.put({ ...key, revokedAt: '2026-11-22T08:30:00.000Z' });
    passes(1);
    expect((await cache.find(key.keyHash))?.revokedAt).toBeDefined();
    expect(reads()).toBe(2);
  });

  it('looks for an unknown key again after ten seconds', async () => {
    const { store, cache, reads, passes } = aCache();
    expect(await cache.find(key.keyHash)).toBeUndefined();
    await store.put(key);
    passes(9);
    expect(await cache.find(key.keyHash)).toBeUndefined();
    expect(reads()).toBe(1);
    passes(1);
    expect(await cache.find(key.keyHash)).toEqual(key);
  });

  it('does not remember that the store was away', async () => {
    const { store, cache, isAway } = aCache();
    await store.put(key);
    isAway(true);
    await expect(cache.find(key.keyHash)).rejects.toThrow(StoreUnavailable);
    isAway(false);
    expect(await cache.find(key.keyHash)).toEqual(key);
  });

  it('holds a thousand keys at most, and forgets those it learnt first', async () => {
    const { cache, reads } = aCache();
    for (let index = 0; index <= 1_000; index++) await cache.find(`hash-${index}`);
    await cache.find('hash-1000');
    expect(reads()).toBe(1_001);
    await cache.find('hash-0');
    expect(reads()).toBe(1_002);
  });
});
