import * as z from 'zod';

const retrying = z.object({
  Retry: z
    .array(
      z.object({
        ErrorEquals: z.array(z.string()),
        IntervalSeconds: z.number().default(1),
        BackoffRate: z.number().default(2),
        MaxDelaySeconds: z.number().default(Number.POSITIVE_INFINITY),
        MaxAttempts: z.number().default(3),
      }),
    )
    .default([]),
});

/**
 * Whether a state of a machine is tried again after an error of this name, and after how many milliseconds: the longest that full jitter
 * allows, since a simulation draws no lots.
 *
 * @param failures how often each retrier was used in this visit of the state, by its place; counts this one.
 * @returns undefined where it is not tried again.
 */
export const nextAttempt = (
  state: Readonly<Record<string, unknown>>,
  error: string,
  failures: Map<number, number>,
): number | undefined => {
  const { Retry } = retrying.parse(state);
  const place = Retry.findIndex(({ ErrorEquals }) => [error, ...anyError].some((name) => ErrorEquals.includes(name)));
  const retrier = Retry[place];
  const used = failures.get(place) ?? 0;
  if (retrier === undefined || used >= retrier.MaxAttempts) return undefined;
  failures.set(place, used + 1);
  return Math.min(retrier.IntervalSeconds * retrier.BackoffRate ** used, retrier.MaxDelaySeconds) * 1_000;
};

const anyError = ['States.ALL', 'States.TaskFailed'];
