import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { redriveEvent } from '#functions/project-profiles/redrive-event.ts';
import { parseJson } from '../api.ts';
import type { Letter } from './letters.ts';
import type { Remedy } from './queues.ts';
import { parsePutAside } from './reason.ts';

/** What became of a message. `done`: it has been put back to work, or there is nothing left to do. `kept`: it stays, and why. */
export type Redriven = { readonly kind: 'done' } | { readonly kind: 'kept'; readonly why: string };

export type Redrive = (letter: Letter) => Promise<Redriven>;

type RedriverOf = { readonly [Kind in Remedy['kind']]: (remedy: Extract<Remedy, { kind: Kind }>, clients: Clients) => Redrive };

interface Clients {
  readonly sqs: SQSClient;
  readonly lambda: LambdaClient;
  readonly dynamodb: DynamoDBClient;
}

const kept = (why: string): Redriven => ({ kind: 'kept', why });

const redrivers: RedriverOf = {
  fold:
    (remedy, { lambda, dynamodb }) =>
    async (letter) => {
      const record = parsePutAside(letter.body);
      if (record === undefined) return kept('the message does not name an event');
      // Keys in a put-aside record are without the table's prefixes, as the port has it.
      const { Item } = await dynamodb.send(
        new GetItemCommand({
          TableName: remedy.table,
          Key: { pk: { S: `P#${record.partition}` }, sk: { S: record.sortKey } },
          ConsistentRead: true,
        }),
      );
      // Erased, or gone with its retention: there is nothing to fold any more.
      if (Item === undefined) return { kind: 'done' };
      const answer = await invoke(lambda, remedy.function, redriveEvent(record, Item as Parameters<typeof redriveEvent>[1]));
      if (answer.kind === 'failed') return kept(answer.why);
      const failures = z.object({ batchItemFailures: z.array(z.unknown()) }).safeParse(answer.result);
      return failures.success && failures.data.batchItemFailures.length === 0
        ? { kind: 'done' }
        : kept('it still cannot be folded; the log of project-profiles says why');
    },

  requeue:
    ({ queueUrl }, { sqs }) =>
    async (letter) => {
      await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: letter.body }));
      return { kind: 'done' };
    },

  invoke:
    (remedy, { lambda }) =>
    async (letter) => {
      const answer = await invoke(lambda, remedy.function, unwrapped(parseJson(letter.body)));
      return answer.kind === 'failed' ? kept(answer.why) : { kind: 'done' };
    },

  'by-hand':
    ({ why }) =>
    async () =>
      kept(why),
};

/** The redriver of a queue's remedy. */
export const redriverOf = (remedy: Remedy, clients: Clients): Redrive => {
  const make = redrivers[remedy.kind] as (remedy: Remedy, clients: Clients) => Redrive;
  return make(remedy, clients);
};

/** A Lambda destination wraps the event that failed; a rule's dead-letter queue holds it as it is. */
const unwrapped = (body: unknown): unknown => {
  const wrapped = z.object({ requestPayload: z.unknown() }).safeParse(body);
  return wrapped.success && wrapped.data.requestPayload !== undefined ? wrapped.data.requestPayload : body;
};

type Invoked = { readonly kind: 'answered'; readonly result: unknown } | { readonly kind: 'failed'; readonly why: string };

const invoke = async (lambda: LambdaClient, name: string, event: unknown): Promise<Invoked> => {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: name, Payload: Buffer.from(JSON.stringify(event)) }),
  );
  const result = parseJson(Payload === undefined ? 'null' : Buffer.from(Payload).toString());
  if (FunctionError === undefined) return { kind: 'answered', result };
  const error = z.object({ errorType: z.string(), errorMessage: z.string() }).safeParse(result);
  return { kind: 'failed', why: error.success ? `${error.data.errorType}: ${error.data.errorMessage}` : FunctionError };
};
