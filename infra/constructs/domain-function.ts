import type { Duration } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type * as z from 'zod';
import { type BundledFiles, bundledCode } from './function-bundle.ts';
import { LeastPrivilegeRole } from './least-privilege-role.ts';
import { type Platform, physicalName, removalPolicy } from './platform.ts';
import { alarmPeriod, RunbookAlarm } from './runbook-alarm.ts';

export interface DomainFunctionProps<Env extends z.core.$ZodObject> {
  readonly platform: Platform;
  /** A folder of functions/; the function, its log group, its alarm and its runbook heading are named after it. */
  readonly folder: string;
  /** The schema the function itself parses its environment with: a variable that it reads and nobody sets does not compile. */
  readonly envSchema: Env;
  readonly env: Readonly<z.input<Env>>;
  /** One line for whoever opens it in the console. */
  readonly does: string;
  /** What stops, and for whom, when this function fails. Ends up in the alarm. */
  readonly failureImpact: string;
  /** Memory buys CPU in proportion (1,769 MB are one core); say at the call why this much. */
  readonly memoryMegabytes: number;
  readonly timeout: Duration;
  /**
   * `reserved`: this many run at the same time, at most and at any time, whatever the rest of the account does (in stages that
   * reserve). `shared`: takes from what is left, and why that is right.
   */
  readonly concurrency: { readonly reserved: number } | { readonly shared: string };
  /** All that it may do besides writing its log and its traces. */
  readonly permissions: readonly PolicyStatement[];
  readonly files?: BundledFiles;
  /** Where an event ends whose asynchronous invocation failed for good. Required for functions that are invoked so. */
  readonly undelivered?: Queue;
}

/** A function of ours with all that operating it needs: log with retention, traces, alarm, and no permission that is not listed. */
export class DomainFunction<Env extends z.core.$ZodObject> extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: DomainFunctionProps<Env>) {
    super(scope, id);
    const { platform, folder } = props;
    const functionName = physicalName(platform.stage, folder);

    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: platform.stage.logRetention,
      removalPolicy: removalPolicy(platform.stage),
    });
    // Lambda's managed policy would allow every log group of the account; this one allows ours.
    const role = new LeastPrivilegeRole(this, 'Role', {
      assumedBy: 'lambda.amazonaws.com',
      description: `What ${functionName} may do`,
      permissions: props.permissions,
      addedByCdk: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
    });
    logGroup.grantWrite(role);

    this.function = new LambdaFunction(this, 'Resource', {
      functionName,
      description: props.does,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: bundledCode({ folder, files: props.files, recordCallsIn: platform.recordCallsIn }),
      environment: environmentOf(props),
      memorySize: props.memoryMegabytes,
      timeout: props.timeout,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      // Lambda's lines on each start, end and duration would cost more than the invocation they tell of; CloudWatch has them as
      // metrics. What did not end well (a crash, a timeout) is still written.
      systemLogLevelV2: SystemLogLevel.WARN,
      tracing: Tracing.ACTIVE,
      ...(platform.stage.reserveConcurrency && 'reserved' in props.concurrency
        ? { reservedConcurrentExecutions: props.concurrency.reserved }
        : {}),
      ...(props.undelivered ? { deadLetterQueue: props.undelivered } : {}),
    });

    new RunbookAlarm(this, 'Fails', {
      platform,
      metric: this.function.metricErrors({ period: alarmPeriod }),
      atLeast: 1,
      impact: `${folder} fails: ${props.failureImpact}`,
      runbook: folder,
    });
  }
}

const environmentOf = <Env extends z.core.$ZodObject>({ env, folder }: DomainFunctionProps<Env>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).map(([name, value]) => {
      if (typeof value === 'string') return [name, value];
      throw new Error(`${folder}: the environment variable ${name} must be text, as every environment variable is`);
    }),
  );
