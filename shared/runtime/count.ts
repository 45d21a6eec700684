/** What functions count in CloudWatch besides what AWS counts by itself; an alarm is made of each by the same names. */
export const countedMetrics = {
  namespace: 'Tributary',
  /** A coupon was asked for whose pool has few codes left, or none. */
  poolsRunLow: 'CouponPoolsRunLow',
} as const;

export type CountedMetric = Exclude<keyof typeof countedMetrics, 'namespace'>;

/** Counted by function, whose name says the stage. A dimension for each coupon would be a metric, and a price, for each. */
export const countedBy = 'FunctionName';

/**
 * Counts one in CloudWatch, by a line in the log in its embedded metric format: nothing is called, and nothing waits. `facts` stand in the
 * line for whoever looks; as everywhere, nothing that tells of a customer. Written past `console`, which would wrap it.
 */
export const countOne = (metric: CountedMetric, facts: Readonly<Record<string, string | number>>, at: Date): void => {
  const name = countedMetrics[metric];
  const line = {
    _aws: {
      Timestamp: at.getTime(),
      CloudWatchMetrics: [
        { Namespace: countedMetrics.namespace, Dimensions: [[countedBy]], Metrics: [{ Name: name, Unit: 'Count' }] },
      ],
    },
    [countedBy]: process.env.AWS_LAMBDA_FUNCTION_NAME ?? '',
    [name]: 1,
    ...facts,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
};
