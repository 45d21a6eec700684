import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { StoreUnavailable } from '#shared/domain/errors.ts';
import { type Patience, patience } from './batch-write.ts';
import { type Table, withStoreErrors } from './table.ts';

interface Key {
  readonly pk: string;
  readonly sk: string;
}

// DynamoDB's own limit.
const keysPerRequest = 100;

// A hundred items of a kilobyte or two take some ten milliseconds; with so many requests at once the function's processor is what is waited for.
const requestsAtOnce = 16;

// Up to 50, 100, 200, 400 and 800 ms (full jitter): what is left unprocessed for longer than that is throttled for good.
const attempts = 6;
const firstDelayMilliseconds = 50;

/**
 * Reads items by their keys, each as `read` makes of it, in no order. Eventually consistent, which is half the price. Keys without an item are
 * passed over.
 *
 * @throws StoreUnavailable when some were not read in the end.
 */
export const getAll = async <T>(
  table: Table,
  keys: readonly Key[],
  read: (item: Record<string, unknown>) => T,
  wait: Patience = patience,
): Promise<readonly T[]> => {
  const chunks = Array.from({ length: Math.ceil(keys.length / keysPerRequest) }, (_, index) =>
    keys.slice(index * keysPerRequest, (index + 1) * keysPerRequest),
  );
  const found: T[] = [];
  const worker = async (): Promise<void> => {
    for (let chunk = chunks.shift(); chunk; chunk = chunks.shift()) {
      for (const item of await getChunk(table, chunk, wait)) found.push(read(item));
    }
  };
  await Promise.all(Array.from({ length: Math.min(requestsAtOnce, chunks.length) }, worker));
  return found;
};

const getChunk = async (
  { client, name }: Table,
  keys: readonly Key[],
  { sleep, random }: Patience,
): Promise<readonly Record<string, unknown>[]> => {
  const items: Record<string, unknown>[] = [];
  let left: Record<string, unknown>[] = keys.map(({ pk, sk }) => ({ pk, sk }));
  for (let attempt = 1; ; attempt += 1) {
    const command = new BatchGetCommand({ RequestItems: { [name]: { Keys: left } } });
    const { Responses, UnprocessedKeys } = await withStoreErrors(() => client.send(command));
    items.push(...(Responses?.[name] ?? []));
    left = UnprocessedKeys?.[name]?.Keys ?? [];
    if (left.length === 0) return items;
    if (attempt === attempts) throw new StoreUnavailable('throttled', 2);
    await sleep(random() * firstDelayMilliseconds * 2 ** (attempt - 1));
  }
};
