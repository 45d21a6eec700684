import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Construct } from 'constructs';
import { type Platform, physicalName } from './platform.ts';

export interface RunbookAlarmProps {
  readonly platform: Platform;
  readonly metric: IMetric;
  /** The alarm goes off at this value. */
  readonly atLeast: number;
  /** What this means for customers and colleagues, in words an operator understands at night. */
  readonly impact: string;
  /** The heading of docs/operating.md that says what to do, as an anchor. */
  readonly runbook: string;
  /** Its last words; the runbook's heading where that belongs to this alarm alone. */
  readonly name?: string;
}

/** An alarm that tells what it means and where to read on. No data is no alarm: an idle system is a healthy one. */
export class RunbookAlarm extends Construct {
  constructor(scope: Construct, id: string, { platform, metric, atLeast, impact, runbook, name = runbook }: RunbookAlarmProps) {
    super(scope, id);
    const alarm = new Alarm(this, 'Resource', {
      alarmName: physicalName(platform.stage, name),
      alarmDescription: `${impact} What to do: ${platform.stage.runbook}#${runbook}`,
      metric,
      threshold: atLeast,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(platform.alarms));
  }
}

/** Long enough that one burst is one alarm, short enough that somebody hears of it before customers do. */
export const alarmPeriod = Duration.minutes(5);
