import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** What a function may call, one action each: there is no "read" or "write" that would allow more than is used. */
export type TableAction =
  | 'BatchGetItem'
  | 'BatchWriteItem'
  | 'ConditionCheckItem'
  | 'DeleteItem'
  | 'GetItem'
  | 'PutItem'
  | 'Query'
  | 'UpdateItem';

/** What is needed of a table to allow something on it. */
interface Table {
  readonly tableArn: string;
}

/** The families of partitions: customers, keys, rejected events, suppressed addresses, coupon codes and the pools they come from. */
export type PartitionFamily = 'P' | 'KEY' | 'REJECTED' | 'SUPPRESSED' | 'COUPON' | 'POOL';

/**
 * Calls on items of some families of partitions only: whoever reads a profile cannot read suppressed addresses, and what a browser's key can
 * reach writes no keys. DynamoDB enforces it by the partition key of each item of the call.
 */
export const onPartitions = (table: Table, families: readonly PartitionFamily[], actions: readonly TableAction[]) =>
  new PolicyStatement({
    actions: actions.map((action) => `dynamodb:${action}`),
    resources: [table.tableArn],
    conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': families.map((family) => `${family}#*`) } },
  });

/** Reading all entries of one index. */
export const onWholeIndex = (table: Table, index: string) =>
  new PolicyStatement({ actions: ['dynamodb:Scan'], resources: [`${table.tableArn}/index/${index}`] });

/** Reading one index. Its partition keys are digests and names, not partitions of the table, so no condition on them. */
export const onIndex = (table: Table, index: string) =>
  new PolicyStatement({ actions: ['dynamodb:Query'], resources: [`${table.tableArn}/index/${index}`] });
