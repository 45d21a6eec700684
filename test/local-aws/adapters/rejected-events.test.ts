import { describe, inject } from 'vitest';
import { createRejectedEvents } from '#shared/adapters/dynamodb/rejected-events.ts';
import { openTable } from '#shared/adapters/dynamodb/table.ts';
import { describeRejectedEventsContract } from '#test/support/contracts/rejected-events.ts';

describe('in the table', () => {
  const now = new Date();
  describeRejectedEventsContract(
    () => createRejectedEvents(openTable(inject('stack').tableName), { now: () => now }),
    now.toISOString(),
  );
});
