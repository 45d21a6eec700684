import { describe } from 'vitest';
import { createMemoryRejectedEvents } from '#shared/adapters/memory/rejected-events.ts';
import { describeRejectedEventsContract } from '#test/support/contracts/rejected-events.ts';

describe('in memory', () => {
  describeRejectedEventsContract(createMemoryRejectedEvents, '2026-11-22T10:00:00.000Z');
});
