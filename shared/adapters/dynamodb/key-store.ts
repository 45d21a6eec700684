import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { keyKinds } from '#shared/domain/access/key-record.ts';
import type { KeyRecord, KeyStore } from '#shared/ports/key-store.ts';
import { allKeys, apiKeyKey, gsi1, inGsi1 } from './keys.ts';
import { queryAll } from './query-all.ts';
import { type Table, withStoreErrors } from './table.ts';

const item = z.object({
  pk: z.string().check(z.startsWith('KEY#')),
  kind: z.enum(keyKinds),
  name: z.string(),
  hint: z.string(),
  createdAt: z.string(),
  revokedAt: z.optional(z.string()),
});

/** Keys of the public API, by the SHA-256 of the key: the table never holds a key that could be used. */
export const createKeyStore = (table: Table): KeyStore => {
  const find = async (keyHash: string): Promise<KeyRecord | undefined> => {
    const command = new GetCommand({ TableName: table.name, Key: apiKeyKey(keyHash) });
    const { Item } = await withStoreErrors(() => table.client.send(command));
    return Item && fromItem(Item);
  };

  return {
    find,

    put: async ({ keyHash, ...record }) => {
      const Item = { ...apiKeyKey(keyHash), ...inGsi1(allKeys, `${record.createdAt}#${keyHash}`), ...record };
      await withStoreErrors(() => table.client.send(new PutCommand({ TableName: table.name, Item })));
    },

    list: async () => {
      const listed = await queryAll(table, {
        IndexName: gsi1,
        KeyConditionExpression: 'gsi1pk = :keys',
        ExpressionAttributeValues: { ':keys': allKeys },
      });
      const hashes = listed.map((found) => hashIn(indexItem.parse(found).pk));
      // The index holds keys only; a team has a handful of keys, so one read each is fine.
      return (await Promise.all(hashes.map(find))).filter((record) => record !== undefined);
    },
  };
};

const indexItem = z.pick(item, { pk: true });

const hashIn = (pk: string): string => pk.slice('KEY#'.length);

const fromItem = (stored: unknown): KeyRecord => {
  const { pk, revokedAt, ...record } = item.parse(stored);
  return { keyHash: hashIn(pk), ...record, ...(revokedAt !== undefined && { revokedAt }) };
};
