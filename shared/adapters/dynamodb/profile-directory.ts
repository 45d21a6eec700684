import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { pageToken, readPageToken } from '#shared/adapters/page-token.ts';
import type { ProfileDirectory } from '#shared/ports/profile-directory.ts';
import { emailPrefix, gsi1, knownPrefix } from './keys.ts';
import { indexedIds } from './profile-item.ts';
import { type Table, withStoreErrors } from './table.ts';

/** Where a scan of the index goes on: keys only, and those hold no personal data. */
const position = z.object({ pk: z.string(), sk: z.string(), gsi1pk: z.string(), gsi1sk: z.string() });

/**
 * The customers in the table's index, whose entries hold keys only: reading past a million of them costs a few cents. Runs and
 * tasks are in the same index and are passed over, at the same price.
 *
 * @param pageSize entries read for a page, whatever they are.
 */
export const createProfileDirectory = ({ client, name }: Table, pageSize = 200): ProfileDirectory => ({
  page: async ({ part, parts }, next) => {
    const from = next === undefined ? undefined : readPageToken(next, position);
    const { Items, LastEvaluatedKey } = await withStoreErrors(() =>
      client.send(
        new ScanCommand({
          TableName: name,
          IndexName: gsi1,
          Segment: part,
          TotalSegments: parts,
          FilterExpression: 'begins_with(gsi1pk, :email) OR begins_with(gsi1pk, :known)',
          ExpressionAttributeValues: { ':email': emailPrefix, ':known': knownPrefix },
          ProjectionExpression: 'pk',
          Limit: pageSize,
          ExclusiveStartKey: from,
        }),
      ),
    );
    return {
      ids: indexedIds(Items ?? []),
      ...(LastEvaluatedKey === undefined ? {} : { next: pageToken(position.parse(LastEvaluatedKey)) }),
    };
  },
});
