import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';
import type { FoldRecord } from '#shared/domain/profile/fold-records.ts';
import { digest, isProfileId } from '#shared/domain/profile/profile-id.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';

/**
 * What a stream is called in the positions of profiles: a digest of its ARN, which ends in the time the stream was switched on. Eight
 * digits, since positions are in every profile, and only the streams that one table ever had must differ.
 */
export const streamName = (arn: string): string => digest('stream', arn).slice(0, 8);

/** A record of the stream, with what a redrive needs to find its event again. */
export interface LogRecord extends FoldRecord {
  readonly sortKey: string;
}

/** Reads an event from a new table item as the stream shows it. Throws where it is not one. */
export type ReadEvent = (image: Readonly<Record<string, AttributeValue>>) => CustomerEvent;

/**
 * Reads a stream record. Undefined for what is no new event: the stream's filter lets only insertions of events through, and this
 * says so again, because the same function may be invoked with anything. `redrivenFrom` names the stream of a record that was put aside.
 *
 * @throws TypeError when there is no telling which event the record is about.
 */
export const readLogRecord = (record: DynamoDBRecord, readEvent: ReadEvent, redrivenFrom?: string): LogRecord | undefined => {
  const change = record.dynamodb;
  const partitionKey = change?.Keys?.pk?.S;
  const sortKey = change?.Keys?.sk?.S;
  const sequenceNumber = change?.SequenceNumber;
  if (partitionKey === undefined || sortKey === undefined || sequenceNumber === undefined) {
    throw new TypeError('a stream record without keys or sequence number');
  }
  const partition = partitionKey.slice(partitionPrefix.length);
  const isEvent = partitionKey.startsWith(partitionPrefix) && sortKey.startsWith('E#') && isProfileId(partition);
  if (record.eventName !== 'INSERT' || !isEvent) return undefined;
  const stream = record.eventSourceARN === undefined ? redrivenFrom : streamName(record.eventSourceARN);
  return {
    partition,
    sortKey,
    ...(stream === undefined ? {} : { stream }),
    sequenceNumber,
    content: contentOf(change?.NewImage, readEvent),
  };
};

const partitionPrefix = 'P#';

const contentOf = (image: Readonly<Record<string, AttributeValue>> | undefined, readEvent: ReadEvent): LogRecord['content'] => {
  if (image === undefined) return { kind: 'unreadable', reason: 'the record carries no item' };
  try {
    return { kind: 'event', event: readEvent(image) };
  } catch (error) {
    // The class only: what a parser says quotes what it read. zod marks its classes with a $ that says nothing here.
    const what = error instanceof Error ? error.name.replace('$', '') : 'not an error';
    return { kind: 'unreadable', reason: `the item is not an event: ${what}` };
  }
};
