import * as z from 'zod/mini';
import { pageToken, readPageToken } from '#shared/adapters/page-token.ts';
import type { RejectedEvent, RejectedEvents } from '#shared/ports/rejected-events.ts';

export const createMemoryRejectedEvents = (): RejectedEvents => {
  const kept = new Map<string, RejectedEvent>();
  // Newest day first, and within a day by digest: the id says both.
  const order = (a: string, b: string) => compare(b.slice(0, 10), a.slice(0, 10)) || compare(a, b);

  return {
    put: async (rejected) => {
      for (const each of rejected) kept.set(each.id, structuredClone(each));
    },

    list: async (limit, next) => {
      const after = next === undefined ? undefined : readPageToken(next, z.string());
      const ids = [...kept.keys()].sort(order).filter((id) => after === undefined || order(id, after) > 0);
      const page = ids.slice(0, limit);
      const last = page.at(-1);
      const rejected = page.flatMap((id) => kept.get(id) ?? []);
      return { rejected, ...(ids.length > limit && last && { next: pageToken(last) }) };
    },

    get: async (id) => kept.get(id),

    remove: async (id) => {
      kept.delete(id);
    },
  };
};

const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
