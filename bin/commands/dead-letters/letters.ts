import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** A message of a dead-letter queue, held for as long as the command looks at it. */
export interface Letter {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** It is done: it will not be seen again. */
  remove(): Promise<void>;
  /** It stays, and can be seen by others at once. */
  putBack(): Promise<void>;
}

/** Dead-letter queues are left alone otherwise, so a message may be held for a while. */
const holdSeconds = 120;

export const countLetters = async (client: SQSClient, url: string): Promise<number> => {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const { Attributes = {} } = await client.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...names] }));
  return names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
};

/** Takes up to `most` messages, each once. */
export async function* takeLetters(client: SQSClient, url: string, most: number): AsyncGenerator<Letter> {
  const seen = new Set<string>();
  while (seen.size < most) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: Math.min(10, most - seen.size),
        VisibilityTimeout: holdSeconds,
        // Long polling asks all of SQS's servers; a short one may find nothing where there is something.
        WaitTimeSeconds: 1,
        MessageAttributeNames: ['All'],
      }),
    );
    const fresh = Messages.filter(({ MessageId }) => MessageId !== undefined && !seen.has(MessageId));
    if (fresh.length === 0) return;
    for (const message of fresh) {
      seen.add(message.MessageId ?? '');
      yield letterOf(client, url, message);
    }
  }
}

const letterOf = (client: SQSClient, url: string, message: Message): Letter => {
  const receipt = { QueueUrl: url, ReceiptHandle: message.ReceiptHandle };
  return {
    id: message.MessageId ?? '',
    body: message.Body ?? '',
    attributes: Object.fromEntries(
      Object.entries(message.MessageAttributes ?? {}).flatMap(([name, { StringValue }]) =>
        StringValue === undefined ? [] : [[name, StringValue]],
      ),
    ),
    remove: async () => {
      await client.send(new DeleteMessageCommand(receipt));
    },
    putBack: async () => {
      await client.send(new ChangeMessageVisibilityCommand({ ...receipt, VisibilityTimeout: 0 }));
    },
  };
};
