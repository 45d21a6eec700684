import type { Allowed } from './function-policies.ts';

/** A permission that the local-AWS tests see no call for, and why it is granted all the same. */
interface Uncalled {
  readonly action: RegExp;
  /** Where it is one function's; left out, it is every function's. */
  readonly functionName?: string;
  /** Where it is about one of several resources or families. */
  readonly resource?: RegExp;
  readonly partition?: string;
  readonly because: string;
}

const uncalled: readonly Uncalled[] = [
  { action: /^logs:/, because: 'Lambda writes the log, not the function’s code' },
  { action: /^xray:/, because: 'Lambda writes the traces, not the function’s code' },
  {
    action: /^dynamodb:(DescribeStream|GetRecords|GetShardIterator|ListStreams)$/,
    functionName: 'project-profiles',
    because: 'Lambda’s poller reads the stream with the function’s role',
  },
  {
    action: /^sqs:(ReceiveMessage|DeleteMessage|ChangeMessageVisibility|GetQueueAttributes|GetQueueUrl)$/,
    functionName: 'route-signals',
    because: 'Lambda’s poller reads the queue with the function’s role',
  },
  {
    action: /^sqs:(SendMessage|GetQueueAttributes|GetQueueUrl)$/,
    functionName: 'project-profiles',
    resource: /events-not-folded$/,
    because: 'Lambda’s poller puts expired records there with the function’s role',
  },
  {
    action: /^sqs:SendMessage$/,
    functionName: 'record-mail-events',
    because: 'Lambda puts events there that failed for good, with the function’s role',
  },
];

/** Why a permission may stand without a call; nothing where there is no reason. */
export const reasonWithoutCall = (functionName: string, { action, resource, partitions }: Allowed): string | undefined =>
  uncalled.find(
    (row) =>
      row.action.test(action) &&
      (row.functionName === undefined || functionName.endsWith(`-${row.functionName}`)) &&
      (row.resource === undefined || row.resource.test(resource)) &&
      (row.partition === undefined || partitions?.join() === row.partition),
  )?.because;
