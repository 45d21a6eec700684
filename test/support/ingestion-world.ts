import { createHandler as createIngest } from '#functions/ingest-events/handler.ts';
import { createHandler as createList } from '#functions/list-rejected-events/handler.ts';
import { createHandler as createReplay } from '#functions/replay-rejected-event/handler.ts';
import { createMemoryEventStore } from '#shared/adapters/memory/event-store.ts';
import { createMemoryKeyStore } from '#shared/adapters/memory/key-store.ts';
import { createMemoryRejectedEvents } from '#shared/adapters/memory/rejected-events.ts';
import { hashOfKey } from '#shared/domain/access/api-key.ts';
import type { KeyKind, KeyRecord } from '#shared/domain/access/key-record.ts';
import type { EventStore } from '#shared/ports/event-store.ts';
import { type Answered, basic, call, type RequestParts } from './http-request.ts';

export const writeKey = 'wk_0000000000000000000000000000test';
export const serverKey = 'sk_0000000000000000000000000000test';

export const aKey = (key: string, kind: KeyKind, overrides: Partial<KeyRecord> = {}): KeyRecord => ({
  keyHash: hashOfKey(key),
  kind,
  name: `a ${kind} key`,
  hint: key.slice(0, 7),
  createdAt: '2026-11-01T00:00:00.000Z',
  ...overrides,
});

export interface WorldOptions {
  readonly keys?: readonly KeyRecord[];
  /** Stands in front of the store, to make it fail. */
  readonly wrap?: (store: EventStore) => EventStore;
}

/** The functions of ingestion over adapters in memory, at 08:30:00 on 2026-11-22 until told otherwise. */
export const anIngestionWorld = ({ keys = [], wrap = (store) => store }: WorldOptions = {}) => {
  let now = '2026-11-22T08:30:00.000Z';
  let made = 0;
  const events = createMemoryEventStore();
  const rejected = createMemoryRejectedEvents();
  const keyStore = createMemoryKeyStore([aKey(writeKey, 'write'), aKey(serverKey, 'server'), ...keys]);
  const deps = {
    events: wrap(events),
    rejected,
    keys: keyStore,
    now: () => new Date(now),
    newMessageId: () => `made-${++made}`,
  };
  const ingest = createIngest(deps);
  const list = createList(deps);
  const replay = createReplay(deps);
  const withKey = (key: string, headers: RequestParts['headers']) => ({ authorization: basic(key), ...headers });

  return {
    events,
    rejected,
    keyStore,
    ingest,
    list,
    replay,
    isNow: (time: string) => {
      now = time;
    },
    /** Posts with the write key, unless the headers name another. */
    post: (path: string, body: unknown, headers: RequestParts['headers'] = {}): Promise<Answered> =>
      call(ingest, { path, body, headers: withKey(writeKey, headers) }),
    listRejected: (query: Record<string, string> = {}): Promise<Answered> =>
      call(list, { method: 'GET', path: '/v1/rejected-events', query, headers: withKey(serverKey, {}) }),
    replayRejected: (id: string, body?: unknown): Promise<Answered> =>
      call(replay, { path: `/v1/rejected-events/${id}/replay`, body, headers: withKey(serverKey, {}) }),
  };
};
