import type { Suppressions } from '#shared/ports/send-ledger.ts';

/** Suppressed addresses in this process, with the promises of the real store. */
export const createMemorySuppressions = (): Suppressions => {
  const suppressed = new Map<string, { readonly reason: string; readonly at: string }>();
  return {
    add: async (emailDigest, reason, at) => {
      if (!suppressed.has(emailDigest)) suppressed.set(emailDigest, { reason, at });
    },
    has: async (emailDigest) => suppressed.has(emailDigest),
  };
};
