import { describe, inject } from 'vitest';
import { createEventStore } from '#shared/adapters/dynamodb/event-store.ts';
import { openTable } from '#shared/adapters/dynamodb/table.ts';
import { describeEventStoreContract } from '#test/support/contracts/event-store.ts';

describe('in the table', () => {
  describeEventStoreContract(() => createEventStore(openTable(inject('stack').tableName), { retentionDays: 400 }));
});
