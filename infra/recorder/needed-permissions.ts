import type { OutgoingHttpHeaders } from 'node:http';
import * as z from 'zod';

/** One permission that a call needs. Holds no key and no value of the call. */
export interface NeededPermission {
  readonly action: string;
  /** Name, ARN or last part of the ARN of what it is done to, as the call names it. */
  readonly resource: string;
  /** DynamoDB: the family of the partition (`P`, `KEY`) of the item touched. */
  readonly partition?: string;
  /** DynamoDB: the index read. */
  readonly index?: string;
}

/** A request as the SDK sends it. */
export interface AwsCall {
  readonly headers: OutgoingHttpHeaders;
  readonly path: string;
  readonly body: string;
}

/**
 * The permissions that one request to AWS needs. Some calls need one under another name: a batch of messages needs `sqs:SendMessage`, a
 * transaction the action of each of its parts.
 *
 * @throws for a call that this does not know, so that none goes unnoticed.
 */
export const neededPermissions = ({ headers, path, body }: AwsCall): readonly NeededPermission[] => {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') {
    const [service = '', operation = ''] = target.split('.');
    const read = services[service];
    if (read) return read(operation, JSON.parse(body));
  } else if (path.startsWith('/v2/email/outbound-emails')) {
    return sendingMail(JSON.parse(body));
  } else if (headers['x-amz-date'] === undefined) {
    return [];
  }
  throw new Error(
    `the recorder does not know the call ${String(target ?? path)}: teach it in infra/recorder/needed-permissions.ts`,
  );
};

type Read = (operation: string, input: unknown) => readonly NeededPermission[];

const key = z.object({ pk: z.object({ S: z.string() }) });
const request = z.object({ TableName: z.string(), Key: key.optional(), Item: key.optional() });
type Request = z.infer<typeof request>;

const familyOf = (partition: string): { partition: string } => ({ partition: partition.split('#', 1)[0] ?? partition });

const onItem = (operation: string, { TableName, Key, Item }: Request): NeededPermission => {
  const touched = Key ?? Item;
  return { action: `dynamodb:${operation}`, resource: TableName, ...(touched ? familyOf(touched.pk.S) : {}) };
};

const batchWrite = z.object({
  RequestItems: z.record(
    z.string(),
    z.array(z.object({ PutRequest: z.object({ Item: key }).optional(), DeleteRequest: z.object({ Key: key }).optional() })),
  ),
});
const batchGet = z.object({ RequestItems: z.record(z.string(), z.object({ Keys: z.array(key) })) });
const transactWrite = z.object({
  TransactItems: z.array(z.object({ Put: request, Update: request, Delete: request, ConditionCheck: request }).partial()),
});
const query = z.object({
  TableName: z.string(),
  IndexName: z.string().optional(),
  KeyConditionExpression: z.string(),
  ExpressionAttributeValues: z.record(z.string(), z.object({ S: z.string().optional() })),
});

const scan = z.object({ TableName: z.string(), IndexName: z.string().optional() });

const dynamodb: Readonly<Record<string, (input: unknown) => readonly NeededPermission[]>> = {
  BatchGetItem: (input) =>
    Object.entries(batchGet.parse(input).RequestItems).flatMap(([TableName, { Keys }]) =>
      Keys.map((Key) => onItem('BatchGetItem', { TableName, Key })),
    ),
  BatchWriteItem: (input) =>
    Object.entries(batchWrite.parse(input).RequestItems).flatMap(([TableName, requests]) =>
      requests.map(({ PutRequest, DeleteRequest }) =>
        onItem('BatchWriteItem', { TableName, Item: PutRequest?.Item, Key: DeleteRequest?.Key }),
      ),
    ),
  TransactWriteItems: (input) =>
    transactWrite
      .parse(input)
      .TransactItems.flatMap(({ Put, Update, Delete, ConditionCheck }) => [
        ...(Put ? [onItem('PutItem', Put)] : []),
        ...(Update ? [onItem('UpdateItem', Update)] : []),
        ...(Delete ? [onItem('DeleteItem', Delete)] : []),
        ...(ConditionCheck ? [onItem('ConditionCheckItem', ConditionCheck)] : []),
      ]),
  Scan: (input) => {
    const { TableName, IndexName } = scan.parse(input);
    return [{ action: 'dynamodb:Scan', resource: TableName, ...(IndexName === undefined ? {} : { index: IndexName }) }];
  },
  Query: (input) => {
    const { TableName, IndexName, KeyConditionExpression, ExpressionAttributeValues } = query.parse(input);
    if (IndexName !== undefined) return [{ action: 'dynamodb:Query', resource: TableName, index: IndexName }];
    const placeholder = /\bpk\s*=\s*(:\w+)/.exec(KeyConditionExpression)?.[1] ?? '';
    return [{ action: 'dynamodb:Query', resource: TableName, ...familyOf(ExpressionAttributeValues[placeholder]?.S ?? '?') }];
  },
};

const named = <Name extends string>(name: Name) => z.object({ [name]: z.string() } as Record<Name, z.ZodString>);

const services: Readonly<Record<string, Read>> = {
  DynamoDB_20120810: (operation, input) => dynamodb[operation]?.(input) ?? [onItem(operation, request.parse(input))],
  AmazonSQS: (operation, input) => {
    const { QueueUrl } = named('QueueUrl').parse(input);
    return [{ action: `sqs:${operation.replace(/Batch$/, '')}`, resource: QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1) }];
  },
  AWSEvents: (operation, input) =>
    z
      .object({ Entries: z.array(named('EventBusName')) })
      .parse(input)
      .Entries.map(({ EventBusName }) => ({ action: `events:${operation}`, resource: EventBusName })),
  AWSStepFunctions: (operation, input) => {
    const { stateMachineArn, executionArn } = z
      .object({ stateMachineArn: z.string(), executionArn: z.string() })
      .partial()
      .parse(input);
    return [{ action: `states:${operation}`, resource: stateMachineArn ?? executionArn ?? '?' }];
  },
  secretsmanager: (operation, input) => [
    { action: `secretsmanager:${operation}`, resource: named('SecretId').parse(input).SecretId },
  ],
};

const outboundEmail = z.object({ FromEmailAddress: z.string(), ConfigurationSetName: z.string().optional() });

const sendingMail = (input: unknown): readonly NeededPermission[] => {
  const { FromEmailAddress, ConfigurationSetName } = outboundEmail.parse(input);
  const address = /<([^>]+)>$/.exec(FromEmailAddress)?.[1] ?? FromEmailAddress;
  return [
    { action: 'ses:SendEmail', resource: `identity/${address}` },
    ...(ConfigurationSetName ? [{ action: 'ses:SendEmail', resource: `configuration-set/${ConfigurationSetName}` }] : []),
  ];
};
