import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Suppressions } from '#shared/ports/send-ledger.ts';
import { suppressionKey } from './keys.ts';
import { type Table, withStoreErrors } from './table.ts';

/** Suppressed addresses in the table, one item each, by digest. The first reason stands. */
export const createSuppressions = ({ client, name }: Table): Suppressions => ({
  add: async (emailDigest, reason, at) => {
    try {
      await withStoreErrors(() =>
        client.send(
          new PutCommand({
            TableName: name,
            Item: { ...suppressionKey(emailDigest), reason, at },
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  },

  has: async (emailDigest) => {
    const { Item } = await withStoreErrors(() =>
      client.send(new GetCommand({ TableName: name, Key: suppressionKey(emailDigest), ConsistentRead: true })),
    );
    return Item !== undefined;
  },
});
