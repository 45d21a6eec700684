import { type Cap, type CapCircumstances, decideCap, type RecentSend } from './caps.ts';
import type { SendingPolicy } from './policy.ts';
import { nextSendTime } from './windows.ts';

/** What the sending policy says about one message at this moment. Consent and suppression have been asked before. */
export type PolicyDecision =
  | { readonly kind: 'send' }
  | { readonly kind: 'hold'; readonly until: Date; readonly because: 'frequency-cap'; readonly cap: Cap }
  | { readonly kind: 'hold'; readonly until: Date; readonly because: 'quiet-hours' | 'window' }
  | { readonly kind: 'drop'; readonly reason: 'frequency-cap'; readonly cap: Cap; readonly until: Date };

export interface PolicyCircumstances extends CapCircumstances {
  readonly now: Date;
  /** The customer's, or the policy's where that is not known. */
  readonly timeZone: string;
  /** When the message was first due: its time of waiting counts from here, however often it has been held since. */
  readonly dueSince: Date;
  readonly recent: readonly RecentSend[];
}

const hourLength = 3_600_000;

/**
 * Decides about the caps first, then about the clock, so that a message which is to be dropped is not held all night before. A full cap
 * drops the message at once if there will be no room before it has waited `holdAtMostHours`: room can only come later than
 * `until`, hardly earlier, and the customer's journey goes on meanwhile. Waiting for the morning or for the window has no limit; it is a
 * week at most.
 */
export const decideByPolicy = (
  policy: SendingPolicy,
  send: { readonly sendId: string; readonly topic?: string },
  { now, timeZone, dueSince, recent, higherPriorityUnderWay }: PolicyCircumstances,
): PolicyDecision => {
  const capped = decideCap(policy, send, recent, now, { higherPriorityUnderWay });
  if (capped.kind === 'full') {
    const { cap, until } = capped;
    const deadline = dueSince.getTime() + policy.holdAtMostHours * hourLength;
    if (policy.over === 'drop' || until.getTime() > deadline) return { kind: 'drop', reason: 'frequency-cap', cap, until };
    return { kind: 'hold', until: nextSendTime(policy, until, timeZone), because: 'frequency-cap', cap };
  }
  const until = nextSendTime(policy, now, timeZone);
  if (until.getTime() === now.getTime()) return { kind: 'send' };
  const { quietHours } = policy;
  const isQuiet = quietHours !== undefined && nextSendTime({ quietHours }, now, timeZone).getTime() !== now.getTime();
  return { kind: 'hold', until, because: isQuiet ? 'quiet-hours' : 'window' };
};
