import { type EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { Patience } from '#shared/adapters/dynamodb/batch-write.ts';
import { sendInChunks } from '#shared/adapters/send-in-chunks.ts';
import { type BehaviourEvent, busSource } from '#shared/events/behaviour-event.ts';
import type { EventBus } from '#shared/ports/event-bus.ts';

/** The bus's own limits: ten entries a request, 256 KB in all, and 128 characters of detail-type. */
const limits = { entries: 10, bytes: 256 * 1024 };
const longestDetailType = 128;
/** An entry counts with its source, detail-type and time besides its detail. */
const envelopeBytes = 200;

/**
 * Publishes to an EventBridge bus. The detail-type is the event's name, of which the bus takes 128 characters; the whole name is in
 * `detail.event.name`. An event holds at most 32 KB, so that one always fits into a request.
 */
export const createEventBus = (client: EventBridgeClient, busName: string, patience?: Patience): EventBus => ({
  publish: async (events) => {
    await sendInChunks(
      events.map((event) => entryOf(event, busName)),
      ({ Detail = '' }) => Buffer.byteLength(Detail) + envelopeBytes,
      limits,
      async (chunk) => {
        const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: [...chunk] }));
        return Entries.flatMap(({ ErrorCode }, index) => (ErrorCode === undefined ? [] : [index]));
      },
      patience,
    );
  },
});

const entryOf = (event: BehaviourEvent, busName: string): PutEventsRequestEntry => ({
  EventBusName: busName,
  Source: busSource,
  DetailType: event.event.name.slice(0, longestDetailType),
  Time: new Date(event.event.timestamp),
  Detail: JSON.stringify(event),
});
