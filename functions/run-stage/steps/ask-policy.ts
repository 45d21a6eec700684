import { Held } from '#shared/domain/journey/errors.ts';
import { isOver, type JourneyRun } from '#shared/domain/journey/run.ts';
import type { Profile } from '#shared/domain/profile/profile.ts';
import { traitValues } from '#shared/domain/profile/traits.ts';
import { decideCap, pruneRecent } from '#shared/domain/sending/caps.ts';
import { outranks, type SendingPolicy } from '#shared/domain/sending/policy.ts';
import { decideByPolicy, type PolicyDecision } from '#shared/domain/sending/policy-decision.ts';
import { sayCap } from '#shared/domain/sending/policy-texts.ts';
import type { Send } from '#shared/domain/sending/send.ts';
import { emailHeld } from '#shared/domain/sending/send-events.ts';
import { timeZoneOf } from '#shared/domain/time/time-zone.ts';
import type { RecentSends } from '#shared/ports/send-ledger.ts';
import type { StepPorts } from './step-context.ts';

export type PolicyAnswer =
  /** `counted`: what caps count from now on; absent where there are none. */
  | { readonly kind: 'send'; readonly counted?: RecentSends }
  | { readonly kind: 'drop' }
  /** An earlier attempt has sent it, or may have: the policy comes too late. */
  | { readonly kind: 'settled'; readonly send: Send };

type PolicyPorts = Pick<StepPorts, 'ledger' | 'runs' | 'events' | 'messages' | 'policyOf' | 'longestCap' | 'clock'>;

/**
 * Asks the sending policy about a message that the customer has nothing against. How long it has been due is decided at its first
 * hold, so that it is not held for ever.
 *
 * @throws Held when it is to be asked again later.
 */
export const askPolicy = async (send: Send, run: JourneyRun, customer: Profile, ports: PolicyPorts): Promise<PolicyAnswer> => {
  const policy = ports.policyOf(run.journey);
  const topic = ports.messages.get(send.message)?.topic;
  const now = ports.clock();
  const counting = policy.caps.length > 0 || ports.longestCap > 0;
  const recent = counting ? await ports.ledger.recent([customer.id, ...customer.aliases]) : { sends: [], version: 0 };
  const asked = { sendId: send.sendId, ...(topic === undefined ? {} : { topic }) };
  const held = run.decisions?.[send.step];
  const decision = decideByPolicy(policy, asked, {
    now,
    timeZone: timeZoneOf(traitValues(customer), policy.timeZone),
    dueSince: held === undefined ? now : new Date(held.at),
    recent: recent.sends,
    higherPriorityUnderWay: await isPriorityAsked(policy, asked, recent, customer, now, ports),
  });
  if (decision.kind === 'send') {
    if (!counting) return { kind: 'send' };
    const own = { at: now.toISOString(), ...asked, priority: policy.priority };
    const others = recent.sends.filter(({ sendId }) => sendId !== send.sendId);
    return { kind: 'send', counted: { sends: pruneRecent([...others, own], ports.longestCap, now), version: recent.version } };
  }
  const standing = await ports.ledger.load(send.profileId, send.sendId);
  if (standing !== undefined && standing.state !== 'claimed') return { kind: 'settled', send: standing };
  if (decision.kind === 'drop') return { kind: 'drop' };
  return hold(send, run, decision, ports);
};

const hold = async (
  send: Send,
  run: JourneyRun,
  decision: Extract<PolicyDecision, { kind: 'hold' }>,
  { runs, events, clock }: PolicyPorts,
): Promise<never> => {
  const until = decision.until.toISOString();
  const first = run.decisions?.[send.step] ?? (await runs.decide(run, send.step, { label: 'held', at: clock().toISOString() }));
  await events.put([
    emailHeld(send, first.at, { because: decision.because, until, ...('cap' in decision ? { cap: sayCap(decision.cap) } : {}) }),
  ]);
  throw new Held(until);
};

/** The customer's other runs are only read where they could matter: where this message would take the last place of a cap. */
const isPriorityAsked = async (
  policy: SendingPolicy,
  asked: { readonly sendId: string; readonly topic?: string },
  recent: RecentSends,
  customer: Profile,
  now: Date,
  { runs, policyOf }: PolicyPorts,
): Promise<boolean> => {
  const matters = (higherPriorityUnderWay: boolean) =>
    decideCap(policy, asked, recent.sends, now, { higherPriorityUnderWay }).kind === 'full';
  if (policy.priority === 'high' || matters(false) || !matters(true)) return false;
  const others = await runs.list([customer.id, ...customer.aliases]);
  return others.some((run) => !isOver(run) && outranks(policyOf(run.journey).priority, policy.priority));
};
