import { describe, expect, it } from 'vitest';
import { createMemoryEventStore } from '#shared/adapters/memory/event-store.ts';
import { aCustomerEvent } from '#test/support/a-customer-event.ts';
import { describeEventStoreContract } from '#test/support/contracts/event-store.ts';

describe('in memory', () => {
  describeEventStoreContract(createMemoryEventStore, async (store, ...place) => store.spoil(...place));

  it('tells its listeners of first insertions only, with growing sequence numbers', async () => {
    const store = createMemoryEventStore();
    const heard: string[] = [];
    store.onInsert((event, sequenceNumber) => heard.push(`${sequenceNumber} ${event.messageId}`));
    const first = aCustomerEvent({ messageId: 'm-1' });
    await store.put([first, first, aCustomerEvent({ messageId: 'm-2' })]);
    await store.put([first, aCustomerEvent({ messageId: 'm-3' })]);
    expect(heard).toEqual(['1 m-1', '2 m-2', '3 m-3']);
  });
});
