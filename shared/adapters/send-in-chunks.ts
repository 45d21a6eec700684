import { StoreUnavailable } from '#shared/domain/errors.ts';
import { type Patience, patience } from './dynamodb/batch-write.ts';
import { withStoreErrors } from './dynamodb/table.ts';

/** What a request of a service may hold. */
export interface ChunkLimits {
  readonly entries: number;
  readonly bytes: number;
}

// What was not taken is sent again after a random time up to 50, 100, 200 and 400 ms (full jitter): 0.75 s at most, little beside
// a redelivery of the whole batch, which is what follows.
const attempts = 5;
const firstDelayMilliseconds = 50;

/**
 * Hands entries over in requests as full as the limits allow, one after the other, and those not taken again.
 *
 * @param send sends one request, and returns which of its entries were not taken, by index.
 * @throws StoreUnavailable when some were not taken in the end; the others were.
 */
export const sendInChunks = async <Entry>(
  entries: readonly Entry[],
  sizeOf: (entry: Entry) => number,
  limits: ChunkLimits,
  send: (chunk: readonly Entry[]) => Promise<readonly number[]>,
  { sleep, random }: Patience = patience,
): Promise<void> => {
  for (const chunk of chunksOf(entries, sizeOf, limits)) {
    let left = chunk;
    for (let attempt = 1; left.length > 0; attempt++) {
      const request = left;
      const refused = new Set(await withStoreErrors(() => send(request)));
      left = request.filter((_, index) => refused.has(index));
      if (left.length === 0) break;
      if (attempt === attempts) throw new StoreUnavailable('unavailable', 5);
      await sleep(random() * firstDelayMilliseconds * 2 ** (attempt - 1));
    }
  }
};

const chunksOf = <Entry>(
  entries: readonly Entry[],
  sizeOf: (entry: Entry) => number,
  limits: ChunkLimits,
): readonly (readonly Entry[])[] => {
  const chunks: Entry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = sizeOf(entry);
    const last = chunks.at(-1);
    if (last === undefined || last.length === limits.entries || bytes + size > limits.bytes) {
      chunks.push([entry]);
      bytes = size;
    } else {
      last.push(entry);
      bytes += size;
    }
  }
  return chunks;
};
