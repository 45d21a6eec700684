import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { fromEventItem } from '#shared/adapters/dynamodb/event-item.ts';
import type { Table } from '#shared/adapters/dynamodb/table.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';

/** Which events: those that arrived at or after `from` and before `to`; ISO 8601, UTC. */
export interface ExportSpan {
  readonly from: string;
  readonly to: string;
}

export type Scanned = { readonly kind: 'event'; readonly event: CustomerEvent } | { readonly kind: 'unreadable' };

/** Every event of the table that customers' systems sent; what Tributary put itself is left out. In no order. */
export async function* scanEvents({ client, name }: Table, { from, to }: ExportSpan): AsyncGenerator<Scanned> {
  const pages = paginateScan(
    { client },
    {
      TableName: name,
      FilterExpression: 'begins_with(sk, :event)',
      ExpressionAttributeValues: { ':event': 'E#' },
    },
  );
  for await (const { Items = [] } of pages) {
    for (const item of Items) {
      const read = readItem(item);
      if (read === undefined) yield { kind: 'unreadable' };
      else if (read.context?.source !== 'tributary' && read.receivedAt >= from && read.receivedAt < to)
        yield { kind: 'event', event: read };
    }
  }
}

const readItem = (item: unknown): CustomerEvent | undefined => {
  try {
    return fromEventItem(item);
  } catch {
    return undefined;
  }
};
