import * as z from 'zod';
import { behaviourEvent } from '#shared/events/behaviour-event.ts';
import { catalogue } from '#shared/events/catalogue.ts';
import { customerEvent } from '#shared/events/customer-event.ts';
import type { EventContract } from '#shared/events/event-contract.ts';
import { segmentBatch, segmentEvent } from '#shared/events/segment-event.ts';

/** What a checked value may look like when it comes, as JSON Schema 2020-12. A check in code shows as its declared type. */
export const schemaOf = (schema: z.core.$ZodType): Record<string, unknown> =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', target: 'draft-2020-12' });

export const fileOf = (contract: EventContract): string =>
  `events/${contract.name.toLowerCase().replaceAll(' ', '-')}.v${contract.version}.schema.json`;

/** The published JSON Schemas, by file name. */
export const eventSchemas = (): ReadonlyMap<string, Record<string, unknown>> =>
  new Map<string, Record<string, unknown>>([
    ['incoming-event.schema.json', { title: 'An event as it is sent', ...schemaOf(segmentEvent) }],
    ['incoming-batch.schema.json', { title: 'The body of POST /v1/batch', ...schemaOf(segmentBatch) }],
    ['customer-event.v1.schema.json', { title: 'An event as it is stored', ...schemaOf(customerEvent) }],
    ['behaviour-event.v1.schema.json', { title: 'An event as it is published on the bus', ...schemaOf(behaviourEvent) }],
    ...catalogue.map((contract): [string, Record<string, unknown>] => [fileOf(contract), schemaOfContract(contract)]),
  ]);

const schemaOfContract = (contract: EventContract): Record<string, unknown> => ({
  title: `Properties of ${contract.name}, version ${contract.version}`,
  description: contract.description,
  ...schemaOf(contract.properties),
  examples: contract.examples,
});
