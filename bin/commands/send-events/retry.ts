/** How often a batch is sent before the command gives up: with the delays below, after about five minutes. */
export const mostAttempts = 12;
const firstDelay = 500;
const longestDelay = 60_000;
/** What a server may ask us to wait, as Segment's SDKs have it. */
const longestAskedDelay = 300_000;

/** What to do after an answer that was not a 200. The statuses are those that Segment's SDKs resend after. */
export const isWorthRetrying = (status: number): boolean =>
  status === 408 || status === 410 || status === 429 || status === 460 || (status >= 500 && ![501, 505, 511].includes(status));

/** The seconds or the date of a Retry-After header, as milliseconds from `now`. */
export const askedDelay = (header: string | null, now: number): number | undefined => {
  if (header === null) return undefined;
  const seconds = Number(header);
  const milliseconds = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - now;
  return Number.isFinite(milliseconds) ? Math.min(Math.max(milliseconds, 0), longestAskedDelay) : undefined;
};

/**
 * How long to wait before the next attempt: what the server asked for, else twice as long each time, of which a random half is
 * left out so that many senders do not come back together. `random` is from 0 to 1.
 */
export const delayBefore = (attempt: number, asked: number | undefined, random: number): number =>
  asked ?? Math.min(firstDelay * 2 ** (attempt - 1), longestDelay) * (0.5 + random / 2);
