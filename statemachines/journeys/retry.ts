import { StoreUnavailable, type TributaryError, WriteConflict } from '#shared/domain/errors.ts';
import { Held, Resumed, RunEnded } from '#shared/domain/journey/errors.ts';
import { SendNotNow } from '#shared/domain/sending/errors.ts';
import { WebhookNotNow } from '#shared/domain/webhook/errors.ts';

/**
 * One of each error that a stage throws on purpose. Retry and Catch are made from these, so a class that changes its name or its
 * mind about being retryable changes the state machines with it.
 */
const mailRefused: readonly TributaryError[] = [new SendNotNow('', '')];
const webhookRefused: readonly TributaryError[] = [new WebhookNotNow('', '', '')];
const storeInTheWay: readonly TributaryError[] = [new StoreUnavailable('throttled', 1), new WriteConflict('', 1)];
const runOver: readonly TributaryError[] = [new RunEnded('', 'exited')];

/** Lambda itself was in the way: the function was not called, or its answer did not arrive. A stage may always be repeated. */
const lambdaInTheWay = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.TooManyRequestsException',
];

/** The function was killed on its way, by time, memory or us. */
const stageKilled = ['States.Timeout', 'Lambda.Unknown', 'Sandbox.Timedout', 'Runtime.ExitError'];

/** As ASL writes it. */
export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds: number;
  readonly BackoffRate: number;
  readonly MaxDelaySeconds: number;
  readonly MaxAttempts: number;
  readonly JitterStrategy: 'FULL';
}

const namesOf = (errors: readonly TributaryError[], retryable: boolean): readonly string[] =>
  errors.filter((error) => error.retryable === retryable).map(({ name }) => name);

/**
 * How a stage is tried again. With full jitter each wait is anything between nothing and the number here, so that contacts who
 * were turned away together do not come back together: the sums are the longest case, half of them the usual one.
 */
export const stageRetry: readonly Retrier[] = [
  {
    // 30 + 60 + 120 + 240 + 480 + 960 + 1920 s = 3,810 s for the first 7, then 47 × 3,600 s: 173,010 s, two days at most and
    // one on average. SES's daily quota is counted over 24 hours, and a paused account takes a working day to be released.
    ErrorEquals: namesOf(mailRefused, true),
    IntervalSeconds: 30,
    BackoffRate: 2,
    MaxDelaySeconds: 3_600,
    MaxAttempts: 54,
    JitterStrategy: 'FULL',
  },
  {
    // 30 + 60 + 120 + 240 + 480 + 960 s = 1,890 s for the first 6, then 99 × 1,800 s: 180,090 s, two days at most and 25 hours on average. A
    // webhook gives up by itself four hours after its first failure and lets the journey go on, so that is for several of them in one stage.
    ErrorEquals: namesOf(webhookRefused, true),
    IntervalSeconds: 30,
    BackoffRate: 2,
    MaxDelaySeconds: 1_800,
    MaxAttempts: 105,
    JitterStrategy: 'FULL',
  },
  {
    // 2 + 4 + 8 + 16 + 32 + 64 + 128 + 256 s = 510 s for the first 8, then 22 × 300 s: 7,110 s, two hours at most and one on
    // average: longer than throttling lasts, and than a regional disturbance usually does.
    ErrorEquals: [...namesOf(storeInTheWay, true), ...lambdaInTheWay],
    IntervalSeconds: 2,
    BackoffRate: 2,
    MaxDelaySeconds: 300,
    MaxAttempts: 30,
    JitterStrategy: 'FULL',
  },
  {
    // 10 + 20 + 40 s = 70 s. What kills a stage three times is a mistake of ours, and more attempts would only hide it.
    ErrorEquals: stageKilled,
    IntervalSeconds: 10,
    BackoffRate: 2,
    MaxDelaySeconds: 40,
    MaxAttempts: 3,
    JitterStrategy: 'FULL',
  },
];

/**
 * How the beginning of a `wait for` is tried again. Its timeout is the end of the wait and no failure; a function that was killed on its way
 * is known by other names.
 */
export const registerRetry: readonly Retrier[] = stageRetry
  .map((retrier) => ({ ...retrier, ErrorEquals: retrier.ErrorEquals.filter((error) => error !== 'States.Timeout') }))
  .filter(({ ErrorEquals }) => !ErrorEquals.some((error) => namesOf([...mailRefused, ...webhookRefused], true).includes(error)));

/** What a `wait for` throws whose event has come. */
export const goesOn: readonly string[] = namesOf([new Resumed('', '')], false);

/** What a message throws that may not go now. */
export const isHeld: readonly string[] = namesOf([new Held('')], false);

/** A message waits for room under a cap for 30 days at most (`hold at most`), and then for a window that is open once a week. */
export const holdBudgetSeconds = (30 + 7) * 86_400;

/** What ends a run well though it is thrown. */
export const endsWell: readonly string[] = namesOf(runOver, false);

/** A stage takes seconds; no answer after two minutes means that none will come. */
export const stageTimeoutSeconds = 120;

/** The longest that retries can take: every retrier is used up, each attempt to its timeout. */
export const stageBudgetSeconds = stageRetry.reduce(
  (sum, retrier) => sum + longestWaitSeconds(retrier) + retrier.MaxAttempts * stageTimeoutSeconds,
  stageTimeoutSeconds,
);

/** All waits of a retrier together, in the longest case. */
export function longestWaitSeconds({ IntervalSeconds, BackoffRate, MaxDelaySeconds, MaxAttempts }: Retrier): number {
  let sum = 0;
  for (let attempt = 0; attempt < MaxAttempts; attempt += 1) {
    sum += Math.min(IntervalSeconds * BackoffRate ** attempt, MaxDelaySeconds);
  }
  return sum;
}
