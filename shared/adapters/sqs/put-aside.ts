import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Patience } from '#shared/adapters/dynamodb/batch-write.ts';
import { sendInChunks } from '#shared/adapters/send-in-chunks.ts';
import type { PutAside, PutAsideRecord } from '#shared/ports/put-aside.ts';

/** A batch holds ten messages; each of ours is well under 2 KB. */
const limits = { entries: 10, bytes: 256 * 1024 };

/** SQS takes every character that JSON.stringify leaves as it is but these two, and a customer's id may have them. */
const bodyOf = (record: PutAsideRecord): string =>
  JSON.stringify(record).replaceAll(/[\ufffe\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16)}`);

/** Puts records on a dead-letter queue, each as one JSON message. */
export const createPutAside = (client: SQSClient, queueUrl: string, patience?: Patience): PutAside => ({
  put: async (records) => {
    await sendInChunks(
      records.map(bodyOf),
      (body) => Buffer.byteLength(body),
      limits,
      async (chunk) => {
        const Entries = chunk.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
        const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
        return Failed.map(({ Id }) => Number(Id));
      },
      patience,
    );
  },
});
