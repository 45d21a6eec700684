import { CfnOutput, Duration, type Environment, TimeZone } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { ContextAttribute, Schedule, ScheduleExpression, ScheduleGroup, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Construct } from 'constructs';
import { envSchema } from '#functions/sweep-profiles/env.ts';
import { DomainFunction } from '#infra/constructs/domain-function.ts';
import { type Platform, physicalName, removalPolicy } from '#infra/constructs/platform.ts';
import { alarmPeriod, RunbookAlarm } from '#infra/constructs/runbook-alarm.ts';
import { SweepMachine } from '#infra/constructs/sweep-machine.ts';
import { onPartitions, onWholeIndex } from '#infra/constructs/table-access.ts';
import { gsi1 } from '#shared/adapters/dynamodb/keys.ts';
import type { CompiledSegments } from '#shared/domain/segment/segment.ts';
import type { SweepPurpose } from '#shared/domain/segment/sweep.ts';
import { TributaryStack } from './tributary-stack.ts';

/** When a journey is told of everybody in a segment. */
export interface SegmentSchedule {
  readonly journey: string;
  readonly segment: string;
  /** As EventBridge Scheduler writes it: `cron(0 9 ? * MON *)`. */
  readonly cron: string;
}

export interface SegmentsStackProps {
  readonly platform: Platform;
  readonly env?: Environment | undefined;
  readonly table: Table;
  readonly segments: CompiledSegments;
  /** Of journeys that customers enter on a schedule. */
  readonly schedules: readonly SegmentSchedule[];
  /** The zone whose clock the schedules mean, as the IANA names it. */
  readonly timeZone: string;
}

/** Several at once shorten a sweep of a million customers to some minutes; more would only make the table throttle. */
const parts = 4;

/** Segments that change by time alone, and journeys that are due on a schedule: sweeps through all customers. */
export class SegmentsStack extends TributaryStack {
  constructor(scope: Construct, { platform, env, table, segments, schedules, timeZone }: SegmentsStackProps) {
    const { stage } = platform;
    super(scope, {
      stage,
      env,
      name: 'segments',
      description: 'sweeps through all customers: segments, and journeys on a schedule',
    });

    const sweepProfiles = new DomainFunction(this, 'SweepProfiles', {
      platform,
      folder: 'sweep-profiles',
      envSchema,
      env: { TABLE_NAME: table.tableName, EVENT_RETENTION_DAYS: String(stage.eventRetentionDays) },
      does: 'Looks which segments customers are in now, and tells journeys on a schedule that they are due',
      failureImpact: 'customers stay in segments that time has taken them out of, and journeys on a schedule begin late.',
      // Reading profiles and evaluating conditions is CPU work; a full core brings no more than the table's latency allows.
      memoryMegabytes: 1_024,
      // It stops by itself before this, and Step Functions invokes it again where it stopped.
      timeout: Duration.minutes(5),
      concurrency: { shared: `at most ${parts} at once per sweep, and sweeps are started a few times a day` },
      permissions: [onPartitions(table, ['P'], ['BatchWriteItem', 'GetItem', 'PutItem']), onWholeIndex(table, gsi1)],
      files: { 'segments.json': segments },
    });
    const sweeps = new SweepMachine(this, 'Sweeps', { platform, sweepProfilesArn: sweepProfiles.function.functionArn, parts });

    const group = new ScheduleGroup(this, 'Schedules', {
      scheduleGroupName: physicalName(stage, 'sweeps'),
      removalPolicy: removalPolicy(stage),
    });
    const start = (sweep: SweepPurpose) =>
      new StepFunctionsStartExecution(sweeps.machine, {
        // The scheduled time, not that of the attempt: a schedule that fires twice starts the same sweep.
        input: ScheduleTargetInput.fromObject({ ...sweep, dueAt: ContextAttribute.scheduledTime }),
        // A sweep that is six hours late does more harm than none: mail would go out in the middle of the night.
        maxEventAge: Duration.hours(6),
        retryAttempts: 185,
      });
    if (segments.segments.length > 0) {
      new Schedule(this, 'Nightly', {
        scheduleName: physicalName(stage, 'nightly-segments'),
        scheduleGroup: group,
        description: 'Time alone moves customers between segments',
        // Before people get up in the zone that journeys reckon by, so that what changes is in time for the morning.
        schedule: ScheduleExpression.cron({ minute: '0', hour: '3', timeZone: TimeZone.of(timeZone) }),
        target: start({ purpose: 'segments' }),
      });
    }
    for (const { journey, segment, cron } of schedules) {
      new Schedule(this, `Due-${journey}`, {
        scheduleName: physicalName(stage, 'due', journey),
        scheduleGroup: group,
        description: `The journey ${journey} looks at the segment ${segment}`,
        schedule: ScheduleExpression.expression(cron, TimeZone.of(timeZone)),
        target: start({ purpose: 'schedule', journey, segment }),
      });
    }
    new RunbookAlarm(this, 'NotStarted', {
      platform,
      metric: group.metricDropped({ period: alarmPeriod }),
      atLeast: 1,
      impact: 'A sweep was not started for six hours: segments are a day old, or a journey on a schedule did not begin.',
      runbook: 'sweeps-not-started',
    });

    new CfnOutput(this, 'SweepsArn', {
      value: sweeps.machine.stateMachineArn,
      description: 'State machine that goes through all customers',
    });
  }
}
