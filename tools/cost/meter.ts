import { prices } from './prices.ts';

/** Everything that AWS bills by count. Lambda functions by name, each with its invocations and their billed milliseconds. */
export interface Counts {
  apiRequests: number;
  writeUnits: number;
  readUnits: number;
  busEvents: number;
  queueRequests: number;
  transitions: number;
  mails: number;
  /** As CloudWatch Logs takes them in: lines of the API's access log, and those that our code writes. */
  logBytes: number;
  readonly invocations: Record<string, { count: number; milliseconds: number }>;
}

export const noCounts = (): Counts => ({
  apiRequests: 0,
  writeUnits: 0,
  readUnits: 0,
  busEvents: 0,
  queueRequests: 0,
  transitions: 0,
  mails: 0,
  logBytes: 0,
  invocations: {},
});

/**
 * Billed time is the one thing that a laptop cannot count. It is taken as a start of 2 ms, 5 ms for each call that waits for the one
 * before it (DynamoDB answers in single-digit milliseconds; SES takes longer, and so is given as three), and the CPU work.
 */
export const billedMilliseconds = (callsInARow: number, cpuMilliseconds = 0): number => 2 + 5 * callsInARow + cpuMilliseconds;

export const invoked = (counts: Counts, name: string, milliseconds: number): void => {
  const known = counts.invocations[name] ?? { count: 0, milliseconds: 0 };
  counts.invocations[name] = { count: known.count + 1, milliseconds: known.milliseconds + milliseconds };
};

/** X-Ray's default rule records a request a second and 5 % of the others; at volume that is 5 %. */
export const tracedShare = 0.05;

/** @param memoryMegabytes by function name, as deployed. */
export const dollarsOf = (
  counts: Counts,
  memoryMegabytes: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> => {
  const invocations = Object.entries(counts.invocations);
  const requests = invocations.reduce((sum, [, { count }]) => sum + count, 0);
  const gigabyteSeconds = invocations.reduce((sum, [name, { milliseconds }]) => {
    const memory = memoryMegabytes[name];
    if (memory === undefined) throw new Error(`no function ${name} is deployed`);
    return sum + (milliseconds / 1000) * (memory / 1024);
  }, 0);
  return {
    'API Gateway': counts.apiRequests * prices.httpApiRequest,
    Lambda: requests * prices.lambdaRequest + gigabyteSeconds * prices.lambdaGigabyteSecond,
    'DynamoDB writes': counts.writeUnits * prices.dynamodbWriteUnit,
    'DynamoDB reads': counts.readUnits * prices.dynamodbReadUnit,
    EventBridge: counts.busEvents * prices.eventBridgeEvent,
    SQS: counts.queueRequests * prices.sqsRequest,
    'Step Functions': counts.transitions * prices.stateTransition,
    SES: counts.mails * prices.sesMessage,
    'CloudWatch Logs': (counts.logBytes / 1e9) * prices.logGigabyte,
    'X-Ray': requests * tracedShare * prices.xrayTrace,
  };
};

export const sum = (dollars: Readonly<Record<string, number>>): number =>
  Object.values(dollars).reduce((total, each) => total + each, 0);

/** The mean of counts by their shares, which add up to 1. */
export const meanOf = (parts: readonly { readonly counts: Counts; readonly share: number }[]): Counts => {
  const mean = noCounts();
  for (const { counts, share } of parts) {
    for (const unit of Object.keys(mean) as (keyof Counts)[]) if (unit !== 'invocations') mean[unit] += counts[unit] * share;
    for (const [name, { count, milliseconds }] of Object.entries(counts.invocations)) {
      const known = mean.invocations[name] ?? { count: 0, milliseconds: 0 };
      mean.invocations[name] = { count: known.count + count * share, milliseconds: known.milliseconds + milliseconds * share };
    }
  }
  return mean;
};
