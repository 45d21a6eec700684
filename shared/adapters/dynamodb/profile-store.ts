import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { StoreUnavailable } from '#shared/domain/errors.ts';
import type { MergedProfile, Profile } from '#shared/domain/profile/profile.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { ProfileStore } from '#shared/ports/profile-store.ts';
import { byEmail, gsi1, profileKey } from './keys.ts';
import { fromProfileItem, indexedIds, toPointerItem, toProfileItem } from './profile-item.ts';
import { type Table, withStoreErrors } from './table.ts';

/** Profiles in the table: one conditional put each, or one transaction where others are merged into it. */
export const createProfileStore = ({ client, name }: Table): ProfileStore => ({
  load: async (id) => {
    const { Item } = await withStoreErrors(() =>
      client.send(new GetCommand({ TableName: name, Key: profileKey(id), ConsistentRead: true })),
    );
    return Item === undefined ? undefined : fromProfileItem(Item);
  },

  save: async (profile, merged = []) => {
    const puts = [putOf(name, profile, toProfileItem), ...merged.map((pointer) => putOf(name, pointer, toPointerItem))];
    const [only] = puts;
    return withStoreErrors(async () => {
      try {
        if (puts.length === 1 && only !== undefined) await client.send(new PutCommand(only));
        else await client.send(new TransactWriteCommand({ TransactItems: puts.map((Put) => ({ Put })) }));
        return 'saved';
      } catch (error) {
        if (isConflict(error)) return 'conflict';
        throw error;
      }
    });
  },

  findByEmail: async (emailDigest) => {
    const ids: ProfileId[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const page = await withStoreErrors(() =>
        client.send(
          new QueryCommand({
            TableName: name,
            IndexName: gsi1,
            KeyConditionExpression: 'gsi1pk = :email',
            ExpressionAttributeValues: { ':email': byEmail(emailDigest) },
            ...(from === undefined ? {} : { ExclusiveStartKey: from }),
          }),
        ),
      );
      ids.push(...indexedIds(page.Items ?? []));
      from = page.LastEvaluatedKey;
    } while (from !== undefined);
    return ids;
  },
});

const putOf = <T extends Profile | MergedProfile>(table: string, value: T, toItem: (value: T) => Record<string, unknown>) => ({
  TableName: table,
  Item: toItem({ ...value, version: value.version + 1 }),
  ...(value.version === 0
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : {
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': value.version },
      }),
});

/** Another writer was there first, or is there right now: either way the values are to be read again. */
const isConflict = (error: unknown): boolean => {
  if (error instanceof ConditionalCheckFailedException) return true;
  if (error instanceof Error && error.name === 'TransactionConflictException') return true;
  if (!(error instanceof TransactionCanceledException)) return false;
  const codes = error.CancellationReasons?.map(({ Code }) => Code) ?? [];
  if (codes.some((code) => code === 'ThrottlingError' || code === 'ProvisionedThroughputExceeded')) {
    throw new StoreUnavailable('throttled', 2, { cause: error });
  }
  return codes.some((code) => code === 'ConditionalCheckFailed' || code === 'TransactionConflict');
};
