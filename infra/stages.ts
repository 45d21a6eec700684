import { RetentionDays } from 'aws-cdk-lib/aws-logs';

/**
 * What may differ between two deployments of Tributary. Everything else is the same everywhere, so that what was tried in `dev` is
 * what runs in `prod`. A team edits this file; each value says what it buys.
 */
export interface StageConfig {
  readonly name: StageName;
  /** `retain` keeps table, secret and logs when a stack is deleted; `destroy` leaves nothing behind. */
  readonly removal: 'retain' | 'destroy';
  /** CloudFormation refuses to delete the stacks, DynamoDB refuses to delete the table. */
  readonly protectedFromDeletion: boolean;
  /** How far back the table can be restored to any second. 1–35; the price is the same. */
  readonly restorableDays: number;
  /**
   * `aws-owned`: encrypted at rest with a key that costs nothing. `aws-managed`: the same with a key of this account, whose use is
   * logged in CloudTrail, at the price of KMS requests. Both are encryption; the second answers an auditor's question.
   */
  readonly tableEncryption: 'aws-owned' | 'aws-managed';
  /** After how many days an event leaves the table. The profile folded from it stays. */
  readonly eventRetentionDays: number;
  readonly logRetention: RetentionDays;
  /** Who is told when an alarm goes off; AWS asks this address to confirm. */
  readonly alarmEmail?: string;
  /**
   * Where docs/operating.md can be read; an alarm's description ends with it and the paragraph's anchor. With a URL of the team's
   * repository or wiki that is a link.
   */
  readonly runbook: string;
  readonly mail: MailConfig;
  /** Event names published on the bus besides those that a journey listens to, or `all` ($1.00 per million). */
  readonly publish: readonly string[] | 'all';
  /** Requests per second that the API takes before it answers 429, over all its routes. SDKs retry a 429. */
  readonly throttle: { readonly perSecond: number; readonly burst: number };
  /**
   * Whether functions get the share of the account's concurrency that they ask for. A new AWS account has 10 in all and refuses
   * any reservation; 1,000 is the usual quota.
   */
  readonly reserveConcurrency: boolean;
  /**
   * Whether mail goes out at whatever time of the day it is due, and webhooks may go to this machine. For a stage that plays weeks in
   * minutes: its clock says nothing about anybody's night, and nobody gets its mail.
   */
  readonly playsTime: boolean;
}

export interface MailConfig {
  /**
   * What SES verifies, derived from the `from` address in marketing/channels.yaml. `address`: a mail with a link, enough to try.
   * `domain`: DKIM records, which the deployment prints. `existing`: the organisation has verified it elsewhere.
   */
  readonly identity: 'address' | 'domain' | 'existing';
  /** In SES's sandbox the permission to send is asked for the recipient's identity too, so the role must allow it. */
  readonly sandbox: boolean;
}

export const stageNames = ['local', 'dev', 'prod'] as const;
export type StageName = (typeof stageNames)[number];

/** Relative to the repository, which every deployment has. */
const runbook = 'docs/operating.md';

export const stages: Readonly<Record<StageName, StageConfig>> = {
  local: {
    name: 'local',
    removal: 'destroy',
    protectedFromDeletion: false,
    restorableDays: 1,
    tableEncryption: 'aws-owned',
    eventRetentionDays: 400,
    logRetention: RetentionDays.ONE_DAY,
    runbook,
    mail: { identity: 'address', sandbox: false },
    publish: [],
    throttle: { perSecond: 1_000, burst: 2_000 },
    reserveConcurrency: false,
    playsTime: true,
  },
  dev: {
    name: 'dev',
    removal: 'destroy',
    protectedFromDeletion: false,
    restorableDays: 1,
    tableEncryption: 'aws-owned',
    eventRetentionDays: 90,
    logRetention: RetentionDays.TWO_WEEKS,
    runbook,
    mail: { identity: 'address', sandbox: true },
    publish: [],
    throttle: { perSecond: 100, burst: 200 },
    reserveConcurrency: false,
    playsTime: false,
  },
  prod: {
    name: 'prod',
    removal: 'retain',
    protectedFromDeletion: true,
    restorableDays: 35,
    tableEncryption: 'aws-owned',
    eventRetentionDays: 400,
    logRetention: RetentionDays.THREE_MONTHS,
    runbook,
    mail: { identity: 'domain', sandbox: false },
    publish: [],
    throttle: { perSecond: 2_000, burst: 4_000 },
    reserveConcurrency: true,
    playsTime: false,
  },
};

/** @throws with the known names, when there is no such stage. */
export const stageNamed = (name: unknown): StageConfig => {
  const known = stageNames.find((each) => each === name);
  if (known) return stages[known];
  throw new Error(
    name === undefined
      ? `no stage given. Add "-c stage=<${stageNames.join('|')}>" to the cdk command, or use "npm run deploy -- --stage dev".`
      : `there is no stage "${String(name)}". The stages are ${stageNames.join(', ')}; infra/stages.ts defines them.`,
  );
};
