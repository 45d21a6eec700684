import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, inject } from 'vitest';
import { createEventStore } from '#shared/adapters/dynamodb/event-store.ts';
import { eventKey } from '#shared/adapters/dynamodb/keys.ts';
import { openTable } from '#shared/adapters/dynamodb/table.ts';
import { describeEventStoreContract } from '#test/support/contracts/event-store.ts';

describe('in the table', () => {
  const table = openTable(inject('stack').tableName);
  describeEventStoreContract(
    () => createEventStore(table, { retentionDays: 400 }),
    async (_, ...place) => {
      const write = (attributes: object) =>
        table.client.send(new PutCommand({ TableName: table.name, Item: { ...eventKey(...place), ...attributes } }));
      // First a page view, so that only its insertion reaches the stream: other tests look at what was put aside there.
      await write({ y: 'p', r: 0 });
      await write({ y: 'track', written: 'by hand' });
    },
  );
});
