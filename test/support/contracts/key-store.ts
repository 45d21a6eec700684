import { describe, expect, it } from 'vitest';
import { newApiKey } from '#shared/domain/access/api-key.ts';
import { type KeyKind, keyKinds } from '#shared/domain/access/key-record.ts';
import type { KeyStore } from '#shared/ports/key-store.ts';

/** What every key store promises. `eventually` repeats a look that may come too early, where lists lag behind. */
export const describeKeyStoreContract = (
  makeStore: () => KeyStore,
  eventually: (look: () => Promise<void>) => Promise<void> = (look) => look(),
): void => {
  const aKey = (kind: KeyKind, createdAt: string) =>
    newApiKey(kind, `a ${kind} key`, crypto.getRandomValues(new Uint8Array(32)), createdAt).record;

  describe('a key store', () => {
    it.each(keyKinds)('finds a %s key by its hash and misses others', async (kind) => {
      const store = makeStore();
      const key = aKey(kind, '2026-11-22T08:30:00.000Z');
      await store.put(key);
      expect(await store.find(key.keyHash)).toEqual(key);
      expect(await store.find(aKey('write', key.createdAt).keyHash)).toBeUndefined();
    });

    it('keeps what a key became', async () => {
      const store = makeStore();
      const key = aKey('server', '2026-11-22T08:30:00.000Z');
      await store.put(key);
      await store.put({ ...key, revokedAt: '2026-11-23T08:30:00.000Z' });
      expect(await store.find(key.keyHash)).toEqual({ ...key, revokedAt: '2026-11-23T08:30:00.000Z' });
    });

    it('lists all keys, oldest first', async () => {
      const store = makeStore();
      const keys = [aKey('server', '2026-11-22T08:30:00.000Z'), aKey('write', '2026-11-21T08:30:00.000Z')];
      for (const key of keys) await store.put(key);
      await eventually(async () => {
        const listed = await store.list();
        const ours = listed.filter(({ keyHash }) => keys.some((key) => key.keyHash === keyHash));
        expect(ours).toEqual(keys.toReversed());
      });
    });
  });
};
