import { CfnOutput, type Environment, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, StreamViewType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { physicalName, removalPolicy } from '#infra/constructs/platform.ts';
import type { StageConfig } from '#infra/stages.ts';
import { gsi1 } from '#shared/adapters/dynamodb/keys.ts';
import { TributaryStack } from './tributary-stack.ts';

export interface DataStackProps {
  readonly stage: StageConfig;
  readonly env?: Environment | undefined;
}

/** All that must outlive a deployment: the table, and the secret that signs links in mail already sent. */
export class DataStack extends TributaryStack {
  readonly table: Table;
  readonly unsubscribeSecret: Secret;

  constructor(scope: Construct, { stage, env }: DataStackProps) {
    super(scope, { stage, env, name: 'data', description: 'customers, their events and the secret behind unsubscribe links' });

    this.table = new Table(this, 'Table', {
      tableName: physicalName(stage),
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      // The projector folds what was written; what was there before is of no use to it and would double the record.
      stream: StreamViewType.NEW_IMAGE,
      timeToLiveAttribute: 'ttl',
      encryption: stage.tableEncryption === 'aws-managed' ? TableEncryption.AWS_MANAGED : TableEncryption.DEFAULT,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: stage.restorableDays },
      deletionProtection: stage.protectedFromDeletion,
      removalPolicy: removalPolicy(stage),
    });
    this.table.addGlobalSecondaryIndex({
      indexName: gsi1,
      partitionKey: { name: 'gsi1pk', type: AttributeType.STRING },
      sortKey: { name: 'gsi1sk', type: AttributeType.STRING },
      // Keys only: an index that copied the profile would be billed for every fold once more.
      projectionType: ProjectionType.KEYS_ONLY,
    });
    // Never written to, so never billed. Its presence keeps all items of a partition key in one partition, and so their stream records
    // in one order, which the fold's positions rely on: docs/decisions/0011-one-partition-per-customer.md.
    this.table.addLocalSecondaryIndex({
      indexName: 'keeps-customers-whole',
      sortKey: { name: 'lsi1sk', type: AttributeType.STRING },
      projectionType: ProjectionType.KEYS_ONLY,
    });

    this.unsubscribeSecret = new Secret(this, 'UnsubscribeSecret', {
      secretName: physicalName(stage, 'unsubscribe'),
      description: 'Signs the unsubscribe links in mail',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: removalPolicy(stage),
    });
    Validations.of(this.unsubscribeSecret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Rotation would break the unsubscribe link of every mail already sent, which the law wants to keep working.',
    });

    new CfnOutput(this, 'EventRetentionDays', {
      value: String(stage.eventRetentionDays),
      description: 'After how many days an event leaves the table',
    });
    new CfnOutput(this, 'TableName', { value: this.table.tableName, description: 'The one table' });
  }
}
