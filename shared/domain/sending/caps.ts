import * as z from 'zod/mini';

/** At most so many messages within any stretch of this length: of one topic, or of all messages of the channel if none is named. */
export const cap = z.object({
  most: z.number().check(z.int(), z.minimum(1)),
  perMilliseconds: z.number().check(z.int(), z.minimum(1)),
  topic: z.exactOptional(z.string()),
});
export type Cap = z.infer<typeof cap>;

/** A message that has been sent to a customer lately, or is being sent. */
export const recentSend = z.object({
  /** When, as ISO 8601. */
  at: z.string(),
  sendId: z.string(),
  topic: z.exactOptional(z.string()),
  priority: z.enum(['high', 'normal', 'low']),
});
export type RecentSend = z.infer<typeof recentSend>;

/** `until` is when there will be room if nothing else is sent meanwhile; of several full caps, that of the last one to have room. */
export type CapDecision = { readonly kind: 'free' } | { readonly kind: 'full'; readonly cap: Cap; readonly until: Date };

export interface CapCircumstances {
  /** Whether the customer is in a journey of higher priority at this moment. */
  readonly higherPriorityUnderWay: boolean;
}

/**
 * Decides whether the caps leave room for one more message. One that is already among the recent sends has its place: asking again
 * after a crash takes no second one. A send counts until exactly `perMilliseconds` have gone by.
 *
 * **Priority.** While the customer is in a journey of higher priority, the last place of each cap is kept for that one, unless it is the
 * only place. So the total never exceeds the cap; the journey that matters more finds a place even if a busier one came first; and
 * the others go on with at least one place each time, or with all of them as soon as nobody contends. Nothing that has been sent is
 * ever taken back, so a place that was given away before the other journey began stays given.
 */
export const decideCap = (
  { caps }: { readonly caps: readonly Cap[] },
  send: { readonly sendId: string; readonly topic?: string },
  recent: readonly RecentSend[],
  now: Date,
  { higherPriorityUnderWay }: CapCircumstances,
): CapDecision => {
  if (recent.some(({ sendId }) => sendId === send.sendId)) return { kind: 'free' };
  const full = caps.flatMap((cap) => {
    if (cap.topic !== undefined && cap.topic !== send.topic) return [];
    const places = higherPriorityUnderWay && cap.most > 1 ? cap.most - 1 : cap.most;
    if (recent.length < places) return [];
    const ends = recent
      .filter(({ topic }) => cap.topic === undefined || cap.topic === topic)
      .map(({ at }) => Date.parse(at) + cap.perMilliseconds)
      .filter((end) => end > now.getTime())
      .toSorted((a, b) => a - b);
    const room = ends[ends.length - places];
    return room === undefined ? [] : [{ cap, until: room }];
  });
  const [last] = full.toSorted((a, b) => b.until - a.until);
  return last === undefined ? { kind: 'free' } : { kind: 'full', cap: last.cap, until: new Date(last.until) };
};

/** How far back a cap can look, over all policies there are; 0 without caps. */
export const longestCapMilliseconds = (policies: readonly { readonly caps: readonly Cap[] }[]): number =>
  Math.max(0, ...policies.flatMap(({ caps }) => caps.map(({ perMilliseconds }) => perMilliseconds)));

/** Without the sends that no cap counts any more. */
export const pruneRecent = (recent: readonly RecentSend[], longestMilliseconds: number, now: Date): readonly RecentSend[] =>
  recent.filter(({ at }) => Date.parse(at) + longestMilliseconds > now.getTime());
