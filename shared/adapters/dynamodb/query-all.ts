import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { type Table, withStoreErrors } from './table.ts';

/** Every item that the query finds, page after page: DynamoDB answers with a megabyte at a time. */
export const queryAll = async (
  { client, name }: Table,
  query: Omit<QueryCommandInput, 'TableName' | 'ExclusiveStartKey' | 'Limit'>,
): Promise<readonly Record<string, unknown>[]> => {
  const items: Record<string, unknown>[] = [];
  let from: QueryCommandInput['ExclusiveStartKey'];
  do {
    const command = new QueryCommand({ ...query, TableName: name, ExclusiveStartKey: from });
    const page = await withStoreErrors(() => client.send(command));
    items.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return items;
};

/** The items of one partition whose sort key begins so, consistently read. */
export const queryPrefix = (table: Table, { pk, sk }: { readonly pk: string; readonly sk: string }) =>
  queryAll(table, {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': pk, ':prefix': sk },
    ConsistentRead: true,
  });
