import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { type ReadEvent, readLogRecord } from './log-record.ts';
import type { Project, Projection } from './projector.ts';

/**
 * What the function is invoked with: a batch of the table's stream, or by hand, to redrive, an event of the same shape with
 * `redrive: true`.
 */
export interface ProjectProfilesEvent extends DynamoDBStreamEvent {
  readonly redrive?: boolean;
  /** Of a redrive: the stream that the record was put aside from, as the queue's message names it; older messages do not. */
  readonly stream?: string;
}

export interface ProjectProfilesDeps {
  readonly project: Project;
  readonly readEvent: ReadEvent;
  /** Takes the account of each batch: numbers and sequence numbers only. */
  readonly report: (account: Projection, records: number) => void;
}

/**
 * `project-profiles`: the table's stream in, profiles and published events out.
 *
 * Answers with partial batch failures: of each profile whose records failed, the lowest sequence number. The stream is delivered again
 * from the lowest of all, and what was done by then is recognised.
 *
 * **Redrive.** A message of the put-aside queue names `partition`, `sortKey`, `stream` and `sequenceNumber`. To fold its event after a fix, read the
 * item `P#<partition>` / `<sortKey>` from the table and invoke this function with
 *
 *     { "redrive": true, "stream": …,
 *       "Records": [{ "eventName": "INSERT",
 *                     "dynamodb": { "Keys": { "pk": …, "sk": … }, "SequenceNumber": …, "NewImage": <item in DynamoDB JSON> } }] }
 *
 * ({@link redriveEvent} builds it). An empty `batchItemFailures` means that the event counts now, once, however often this is
 * done, and that the message can be deleted. Otherwise it is too early, or the record still cannot be folded; the log says which.
 */
export const createHandler =
  ({ project, readEvent, report }: ProjectProfilesDeps) =>
  async (event: ProjectProfilesEvent): Promise<DynamoDBBatchResponse> => {
    const records = event.Records.flatMap((record) => readLogRecord(record, readEvent, event.stream) ?? []);
    const account = await project(records, event.redrive === true ? 'redrive' : 'stream');
    report(account, records.length);
    return { batchItemFailures: account.failures.map(({ sequenceNumber }) => ({ itemIdentifier: sequenceNumber })) };
  };
