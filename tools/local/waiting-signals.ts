import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';

/** How many events the routing has not done with: in the queue, or in the hands of the function. */
export const waitingSignals = async (queueUrl: string): Promise<number> => {
  const { Attributes = {} } = await new SQSClient({}).send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
};
