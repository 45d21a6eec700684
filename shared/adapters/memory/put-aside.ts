import type { PutAside, PutAsideRecord } from '#shared/ports/put-aside.ts';

/** A queue in this process of what could not be folded. */
export const createMemoryPutAside = (): PutAside & { readonly records: readonly PutAsideRecord[] } => {
  const records: PutAsideRecord[] = [];
  return {
    records,
    put: async (more) => {
      records.push(...more);
    },
  };
};
