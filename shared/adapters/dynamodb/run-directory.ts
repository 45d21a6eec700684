import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { RunDirectory } from '#shared/ports/run-directory.ts';
import { getAll } from './batch-get.ts';
import { byJourney, gsi1 } from './keys.ts';
import { fromRunItem } from './run-store.ts';
import { type Table, withStoreErrors } from './table.ts';

const indexed = z.object({ pk: z.string(), sk: z.string() });

/**
 * The runs of a journey by the index, which holds keys only and has them in the order of their entry. Counting keys comes first: it is a
 * hundredth of the work, and tells whether the rest is worth beginning.
 */
export const createRunDirectory = (table: Table): RunDirectory => ({
  entered: async (journey, { from, to }, most) => {
    const keys: z.infer<typeof indexed>[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const command = new QueryCommand({
        TableName: table.name,
        IndexName: gsi1,
        // A sort key is the time of the entry, `#` and the run; a bare time stands before all that begin with it.
        KeyConditionExpression: 'gsi1pk = :journey AND gsi1sk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':journey': byJourney(journey), ':from': from, ':to': to },
        ExclusiveStartKey: start,
      });
      const page = await withStoreErrors(() => table.client.send(command));
      keys.push(...(page.Items ?? []).map((item) => indexed.parse(item)));
      if (keys.length > most) return { kind: 'too-many' };
      start = page.LastEvaluatedKey;
    } while (start);
    return { kind: 'found', runs: await getAll(table, keys, fromRunItem) };
  },
});
