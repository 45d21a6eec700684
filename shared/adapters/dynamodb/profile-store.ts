import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { ProfileRefused, StoreUnavailable } from '#shared/domain/errors.ts';
import type { MergedProfile, Profile } from '#shared/domain/profile/profile.ts';
import type { ProfileStore } from '#shared/ports/profile-store.ts';
import { byEmail, gsi1, profileKey } from './keys.ts';
import { fromProfileItem, indexedIds, toPointerItem, toProfileItem } from './profile-item.ts';
import { queryAll } from './query-all.ts';
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
    const puts = putsOf(name, profile, merged);
    const [only] = puts;
    return withStoreErrors(async () => {
      try {
        if (puts.length === 1 && only !== undefined) await client.send(new PutCommand(only));
        else await client.send(new TransactWriteCommand({ TransactItems: puts.map((Put) => ({ Put })) }));
        return 'saved';
      } catch (error) {
        if (isConflict(error)) return 'conflict';
        throw refusalOf(error, puts) ?? error;
      }
    });
  },

  findByEmail: async (emailDigest) =>
    indexedIds(
      await queryAll(
        { client, name },
        {
          IndexName: gsi1,
          KeyConditionExpression: 'gsi1pk = :email',
          ExpressionAttributeValues: { ':email': byEmail(emailDigest) },
        },
      ),
    ),
});

/** @throws ProfileRefused where the profile has no form in which it could be stored. */
const putsOf = (name: string, profile: Profile, merged: readonly MergedProfile[]) => {
  try {
    return [putOf(name, profile, toProfileItem), ...merged.map((pointer) => putOf(name, pointer, toPointerItem))];
  } catch (cause) {
    throw new ProfileRefused('it cannot be written as an item', { cause });
  }
};

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

/**
 * What DynamoDB answers where the values themselves are wrong or too large, whoever asks and whenever. Other errors of the caller, such as
 * a missing permission, concern all profiles alike and pass once they are mended.
 */
const refusals = new Set([
  'ValidationException',
  'SerializationException',
  'ItemCollectionSizeLimitExceededException',
  // As reasons of a cancelled transaction.
  'ValidationError',
  'ItemCollectionSizeLimitExceeded',
]);

const refusalOf = (error: unknown, puts: readonly { readonly Item: object }[]): ProfileRefused | undefined => {
  if (!(error instanceof Error)) return undefined;
  const names = [
    error.name,
    ...(error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []).map(({ Code = '' }) => Code) : []),
  ];
  const told = names.find((name) => refusals.has(name));
  if (told !== undefined) return new ProfileRefused(`DynamoDB answers ${told}`, { cause: error });
  // The client throws plain errors for values that DynamoDB has no form for; only trying shows that it was that.
  return puts.every(({ Item }) => canBeMarshalled(Item))
    ? undefined
    : new ProfileRefused('it holds a value that DynamoDB has no form for', { cause: error });
};

const canBeMarshalled = (item: object): boolean => {
  try {
    marshall(item, { removeUndefinedValues: true });
    return true;
  } catch {
    return false;
  }
};

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
