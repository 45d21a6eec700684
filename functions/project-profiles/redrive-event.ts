import type { AttributeValue } from 'aws-lambda';
import type { PutAsideRecord } from '#shared/ports/put-aside.ts';
import type { ProjectProfilesEvent } from './handler.ts';

/**
 * What to invoke `project-profiles` with to fold an event that was put aside. `item` is the event's item as the DynamoDB client reads
 * it; its bytes become base64 text, as they are in a stream record, since an invocation travels as JSON.
 */
export const redriveEvent = (
  record: Pick<PutAsideRecord, 'partition' | 'sortKey' | 'sequenceNumber' | 'stream'>,
  item: Readonly<Record<string, AttributeValue | { readonly B: Uint8Array }>>,
): ProjectProfilesEvent => ({
  redrive: true,
  ...(record.stream === undefined ? {} : { stream: record.stream }),
  Records: [
    {
      eventName: 'INSERT',
      dynamodb: {
        Keys: { pk: { S: `P#${record.partition}` }, sk: { S: record.sortKey } },
        SequenceNumber: record.sequenceNumber,
        NewImage: Object.fromEntries(Object.entries(item).map(([name, value]) => [name, inJson(value)])),
      },
    },
  ],
});

const inJson = (value: AttributeValue | { readonly B: Uint8Array }): AttributeValue =>
  value.B instanceof Uint8Array ? { B: Buffer.from(value.B).toString('base64') } : (value as AttributeValue);
