import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { StoreUnavailable } from '#shared/domain/errors.ts';
import { type Table, withStoreErrors } from './table.ts';

/** What a batch write needs besides the table; given in tests so that none waits. */
export interface Patience {
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly random: () => number;
}

export const patience: Patience = {
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  random: Math.random,
};

// DynamoDB's own limit.
const itemsPerRequest = 25;

// 500 KB of events are at most some hundred requests; eight at a time keep them under a second without a burst that throttles.
const requestsAtOnce = 8;

// What is left unprocessed is asked for again after a random time up to 50, 100, 200, 400 and 800 ms (full jitter): at most
// 1.55 s in all, half of it on average, which leaves a sender's usual 10 s timeout well alone.
const attempts = 6;
const firstDelayMilliseconds = 50;

interface Keyed {
  readonly pk: string;
  readonly sk: string;
}

/**
 * Puts items, and returns when all of them are durable. Of items with the same key only the first is put, because DynamoDB
 * refuses a request that names a key twice.
 *
 * @throws StoreUnavailable when some were not taken in the end; some may have been.
 */
export const putAll = async (table: Table, items: readonly Keyed[], { sleep, random }: Patience = patience): Promise<void> => {
  const chunks = chunksOf(distinct(items), itemsPerRequest);
  const worker = async (): Promise<void> => {
    for (let chunk = chunks.shift(); chunk; chunk = chunks.shift()) await putChunk(table, chunk, sleep, random);
  };
  await Promise.all(Array.from({ length: Math.min(requestsAtOnce, chunks.length) }, worker));
};

const putChunk = async (
  table: Table,
  items: readonly Keyed[],
  sleep: Patience['sleep'],
  random: Patience['random'],
): Promise<void> => {
  let requests: object[] = items.map((Item) => ({ PutRequest: { Item } }));
  for (let attempt = 1; ; attempt++) {
    const command = new BatchWriteCommand({ RequestItems: { [table.name]: requests } });
    const { UnprocessedItems } = await withStoreErrors(() => table.client.send(command));
    requests = UnprocessedItems?.[table.name] ?? [];
    if (requests.length === 0) return;
    if (attempt === attempts) throw new StoreUnavailable('throttled', 2);
    await sleep(random() * firstDelayMilliseconds * 2 ** (attempt - 1));
  }
};

const distinct = (items: readonly Keyed[]): Keyed[] => {
  const byKey = new Map<string, Keyed>();
  for (const item of items) {
    const key = `${item.pk}\n${item.sk}`;
    if (!byKey.has(key)) byKey.set(key, item);
  }
  return [...byKey.values()];
};

const chunksOf = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
