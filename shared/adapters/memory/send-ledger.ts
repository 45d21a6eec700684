import { isOver } from '#shared/domain/journey/run.ts';
import { isMerged } from '#shared/domain/profile/profile.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { Send } from '#shared/domain/sending/send.ts';
import type { ProfileStore } from '#shared/ports/profile-store.ts';
import type { RunStore } from '#shared/ports/run-store.ts';
import type { ClaimConditions, ClaimResult, RecentSends, SendLedger, Suppressions } from '#shared/ports/send-ledger.ts';

/** What the claim's conditions are read from, as the real ledger reads them in its transaction. */
export interface ClaimSources {
  readonly profiles: Pick<ProfileStore, 'load'>;
  readonly runs: Pick<RunStore, 'load'>;
  readonly suppressions: Suppressions;
}

/**
 * The send ledger in this process, with the promises of the real one. Its conditions are read one after the other, each as it
 * stands at that moment; in the table they are one transaction.
 */
export const createMemorySendLedger = (sources: ClaimSources): SendLedger => {
  const lines = new Map<string, Send>();
  const recent = new Map<ProfileId, RecentSends>();
  const keyOf = ({ profileId, sendId }: Pick<Send, 'profileId' | 'sendId'>) => `${sendId}\n${profileId}`;
  const standing = (send: Send) => {
    const line = lines.get(keyOf(send));
    return line === undefined || line.state === 'claimed' ? undefined : line;
  };

  return {
    claim: async (send, conditions) => {
      const refusal = await refusalOf(sources, send, conditions);
      const line = standing(send);
      if (line !== undefined) return { kind: 'exists', send: line };
      if (refusal !== undefined) return refusal;
      const { counted, profileId } = conditions;
      if (counted !== undefined) {
        if (counted.version !== (recent.get(profileId)?.version ?? 0)) return { kind: 'moved' };
        recent.set(profileId, { ...counted, version: counted.version + 1 });
      }
      lines.set(keyOf(send), send);
      return { kind: 'claimed' };
    },

    drop: async (send) => {
      const line = standing(send);
      if (line !== undefined) return line;
      lines.set(keyOf(send), send);
      return send;
    },

    move: async (send, from) => {
      const line = lines.get(keyOf(send));
      if (line === undefined || !from.includes(line.state)) return 'refused';
      lines.set(keyOf(send), send);
      return 'moved';
    },

    recent: async ([root, ...others]) => ({
      sends: [root, ...others].flatMap((id) => recent.get(id)?.sends ?? []),
      version: recent.get(root)?.version ?? 0,
    }),

    load: async (profileId, sendId) => lines.get(keyOf({ profileId, sendId })),

    list: async (profileIds) =>
      [...lines.values()]
        .filter((send) => profileIds.includes(send.profileId))
        .toSorted((a, b) => a.claimedAt.localeCompare(b.claimedAt) || a.sendId.localeCompare(b.sendId)),
  };
};

const refusalOf = async (
  { profiles, runs, suppressions }: ClaimSources,
  send: Send,
  { profileId, channel, requireConsent, emailDigest }: ClaimConditions,
): Promise<Exclude<ClaimResult, { kind: 'claimed' | 'exists' }> | undefined> => {
  const run = await runs.load(send.profileId, send.journey, send.runNumber);
  if (run === undefined || isOver(run)) return { kind: 'refused', reason: 'run-ended' };
  const profile = await profiles.load(profileId);
  if (profile !== undefined && isMerged(profile)) return { kind: 'moved' };
  const state = profile?.subscriptions[channel]?.state;
  if (state === 'unsubscribed') return { kind: 'refused', reason: 'unsubscribed' };
  if (requireConsent && state !== 'subscribed') return { kind: 'refused', reason: 'no-consent' };
  return (await suppressions.has(emailDigest)) ? { kind: 'refused', reason: 'suppressed' } : undefined;
};
