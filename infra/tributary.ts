import { type App, type Environment, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { publishedEventsOf } from './listened-events.ts';
import type { Marketing } from './marketing.ts';
import { compiledSegmentsOf } from './segment-files.ts';
import { DataStack } from './stacks/data-stack.ts';
import { IngestionStack } from './stacks/ingestion-stack.ts';
import { JourneysStack } from './stacks/journeys-stack.ts';
import { MessagingStack } from './stacks/messaging-stack.ts';
import { OperationsStack } from './stacks/operations-stack.ts';
import { ProfilesStack } from './stacks/profiles-stack.ts';
import { SegmentsStack } from './stacks/segments-stack.ts';
import type { StageConfig } from './stages.ts';

export interface TributaryProps {
  readonly stage: StageConfig;
  readonly marketing: Marketing;
  /** Account and region; left out, the stacks fit any. */
  readonly env?: Environment | undefined;
  /** See `Platform.recordCallsIn`. */
  readonly recordCallsIn?: string | undefined;
}

/** All stacks of one stage, in the order in which they need each other. */
export const addTributary = (app: App, { stage, marketing, env, recordCallsIn }: TributaryProps) => {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { verbose: true }));

  const operations = new OperationsStack(app, { stage, env });
  const platform = { stage, alarms: operations.alarms, ...(recordCallsIn === undefined ? {} : { recordCallsIn }) };
  const data = new DataStack(app, { stage, env });
  const ingestion = new IngestionStack(app, { platform, env, table: data.table });
  const compiledSegments = compiledSegmentsOf(marketing);
  const profiles = new ProfilesStack(app, {
    platform,
    env,
    table: data.table,
    events: publishedEventsOf(marketing.journeys, marketing.counted, stage.publish),
    segments: compiledSegments,
  });
  const segments = new SegmentsStack(app, {
    platform,
    env,
    table: data.table,
    segments: compiledSegments,
    schedules: marketing.journeys.flatMap(({ schedule }) => schedule ?? []),
    timeZone: marketing.sending.policy.timeZone,
  });
  const messaging = new MessagingStack(app, {
    platform,
    env,
    table: data.table,
    unsubscribeSecret: data.unsubscribeSecret,
    api: ingestion.api,
    channel: marketing.channels.email,
  });
  const journeys = new JourneysStack(app, {
    platform,
    env,
    table: data.table,
    bus: profiles.bus,
    unsubscribeSecret: data.unsubscribeSecret,
    api: ingestion.api,
    apiUrl: ingestion.apiUrl,
    mail: messaging,
    marketing,
  });
  // Named, not referred to: SES refuses mail under a configuration set that is not there yet.
  journeys.addStackDependency(messaging);
  return { operations, data, ingestion, profiles, segments, messaging, journeys };
};
