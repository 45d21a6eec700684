import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';
import { createEventBus } from '#shared/adapters/eventbridge/event-bus.ts';
import { createMemoryEventBus } from '#shared/adapters/memory/event-bus.ts';
import { StoreUnavailable } from '#shared/domain/errors.ts';
import { type BehaviourEvent, behaviourEvent } from '#shared/events/behaviour-event.ts';
import { aBehaviourEvent, describeEventBusContract } from '#test/support/contracts/event-bus.ts';

interface Entry {
  readonly DetailType: string;
  readonly Detail: string;
  readonly Source: string;
  readonly EventBusName: string;
  readonly Time: Date;
}

/** EventBridge as far as PutEvents goes: `refuses` says which entries of a request it does not take. */
const aBus = (refuses: (request: number, index: number) => boolean = () => false) => {
  const requests: (readonly Entry[])[] = [];
  const taken: Entry[] = [];
  const pauses: number[] = [];
  const client = new EventBridgeClient({ region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  client.middlewareStack.add(
    () => async (args) => {
      const { Entries } = args.input as unknown as { Entries: readonly Entry[] };
      const request = requests.push(Entries) - 1;
      const answers = Entries.map((entry, index) => {
        if (refuses(request, index)) return { ErrorCode: 'ThrottlingException' };
        taken.push(entry);
        return { EventId: `${request}-${index}` };
      });
      return { output: { Entries: answers, $metadata: {} }, response: {} };
    },
    { step: 'initialize', priority: 'low' },
  );
  const patience = { sleep: async (milliseconds: number) => void pauses.push(milliseconds), random: () => 1 };
  return { bus: createEventBus(client, 'bus', patience), requests, taken, pauses };
};

describe('in memory,', () => {
  describeEventBusContract(() => {
    const bus = createMemoryEventBus();
    return { bus, delivered: async () => bus.published };
  });
});

describe('on EventBridge,', () => {
  describeEventBusContract(() => {
    const { bus, taken } = aBus();
    return { bus, delivered: async () => taken.map(({ Detail }): BehaviourEvent => behaviourEvent.parse(JSON.parse(Detail))) };
  });

  it('an event goes under its name, with our source, at the time when it happened', async () => {
    const { bus, taken } = aBus();
    await bus.publish([aBehaviourEvent({ name: 'Order Completed', timestamp: '2026-11-22T08:30:00.000Z' })]);
    expect(taken).toMatchObject([
      { EventBusName: 'bus', Source: 'tributary', DetailType: 'Order Completed', Time: new Date('2026-11-22T08:30:00.000Z') },
    ]);
  });

  it('a name longer than a detail-type may be is cut there and whole in the detail', async () => {
    const { bus, taken } = aBus();
    const name = 'x'.repeat(150);
    await bus.publish([aBehaviourEvent({ name })]);
    expect(taken[0]?.DetailType).toBe('x'.repeat(128));
    expect(taken[0]?.Detail).toContain(name);
  });

  it('a request holds ten events at most', async () => {
    const { bus, requests } = aBus();
    await bus.publish(Array.from({ length: 23 }, () => aBehaviourEvent()));
    expect(requests.map(({ length }) => length)).toEqual([10, 10, 3]);
  });

  it('a request holds 256 KB at most, in bytes and not in characters', async () => {
    const { bus, requests } = aBus();
    await bus.publish(Array.from({ length: 9 }, () => aBehaviourEvent({ properties: { text: '鍋'.repeat(10_000) } })));
    expect(requests.map(({ length }) => length)).toEqual([8, 1]);
    for (const entries of requests) {
      expect(entries.reduce((sum, { Detail }) => sum + Buffer.byteLength(Detail), 0)).toBeLessThan(256 * 1024);
    }
  });

  it('only the events that were not taken are sent again', async () => {
    const { bus, requests, taken, pauses } = aBus((request, index) => request < 2 && index === 1);
    const events = Array.from({ length: 3 }, () => aBehaviourEvent());
    await bus.publish(events);
    // The one left over is the only one in the second request, and refused there would be index 0.
    expect(requests.map(({ length }) => length)).toEqual([3, 1]);
    expect(taken).toHaveLength(3);
    expect(pauses).toEqual([50]);
  });

  it('what is never taken is given up after five requests, and the caller is told', async () => {
    const { bus, requests, pauses } = aBus((_, index) => index === 0);
    await expect(bus.publish([aBehaviourEvent()])).rejects.toBeInstanceOf(StoreUnavailable);
    expect(requests).toHaveLength(5);
    expect(pauses).toEqual([50, 100, 200, 400]);
  });
});
