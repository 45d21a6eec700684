import type { LogRecord } from '#functions/project-profiles/log-record.ts';
import { createProjector, type Project, type ProjectionMode } from '#functions/project-profiles/projector.ts';
import { createMemoryEventBus } from '#shared/adapters/memory/event-bus.ts';
import { createMemoryProfileStore } from '#shared/adapters/memory/profile-store.ts';
import { createMemoryPutAside } from '#shared/adapters/memory/put-aside.ts';
import { ProfileRefused } from '#shared/domain/errors.ts';
import { isMerged, type Profile } from '#shared/domain/profile/profile.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import { evaluateSegments } from '#shared/domain/segment/evaluate-segments.ts';
import { tellsOfSegment } from '#shared/domain/segment/segment-events.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { EventBus } from '#shared/ports/event-bus.ts';
import type { ProfileStore } from '#shared/ports/profile-store.ts';
import type { PutAside } from '#shared/ports/put-aside.ts';
import { declared } from './arbitrary-events.ts';

/** A segment whose condition is a function, so that a test of promises needs no conditions. */
export interface TestSegment {
  readonly segment: string;
  readonly holds: (profile: Profile) => boolean;
}

/** What stands for a crash between two effects. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/**
 * Interrupts the `at`-th effect, before it or right after it worked. `fails`: the call throws, and the process goes on. `dies`: the
 * process is gone, with all else that it was about to do, and the whole batch is delivered again to the next one.
 */
export interface Fault {
  readonly at: number;
  readonly when: 'before' | 'after';
  readonly how: 'fails' | 'dies';
}

export interface Effects {
  run<T>(effect: () => Promise<T>): Promise<T>;
  /** How many effects there were. */
  count(): number;
  /** Whether the process died since this was last asked. */
  revive(): boolean;
}

export const effectsWith = (fault?: Fault): Effects => {
  let count = 0;
  let isDead = false;
  return {
    count: () => count,
    revive: () => {
      const wasDead = isDead;
      isDead = false;
      return wasDead;
    },
    run: async (effect) => {
      if (isDead) throw new Crash();
      const strikes = fault !== undefined && count === fault.at;
      count += 1;
      if (strikes) isDead = fault.how === 'dies';
      if (strikes && fault.when === 'before') throw new Crash();
      const result = await effect();
      if (strikes) throw new Crash();
      return result;
    },
  };
};

/**
 * The table's stream and the projector at its end, in this process. Partitions are spread over two shards; each shard delivers
 * its records in order, in batches of the given sizes, and again from the lowest failure.
 */
export const streamWorld = (
  effects: Effects = effectsWith(),
  published: ReadonlySet<string> | 'all' = 'all',
  publishedAfter: Readonly<Record<string, readonly string[]>> = {},
  segments: readonly TestSegment[] = [],
  publishedSegments: ReadonlySet<string> | 'all' = 'all',
) => {
  const store = createMemoryProfileStore();
  const bus = createMemoryEventBus();
  const queue = createMemoryPutAside();
  const reads: ProfileId[] = [];
  const writes: ProfileId[][] = [];
  const broken = new Set<string>();
  const unstorable = new Set<string>();

  const profiles: ProfileStore = {
    load: (id) =>
      effects.run(() => {
        reads.push(id);
        return store.load(id);
      }),
    save: (profile, merged = []) =>
      effects.run(() => {
        writes.push([profile.id, ...merged.map(({ id }) => id)]);
        if (Object.keys(profile.traits).some((trait) => unstorable.has(trait))) throw new ProfileRefused('on purpose');
        return store.save(profile, merged);
      }),
    findByEmail: (digest) => store.findByEmail(digest),
  };
  const faultyBus: EventBus = { publish: (events) => effects.run(() => bus.publish(events)) };
  const putAside: PutAside = { put: (records) => effects.run(() => queue.put(records)) };
  let now = Date.parse('2026-11-22T12:00:00.000Z');
  const holds = (when: string, profile: Profile): boolean =>
    segments.find(({ segment }) => segment === when)?.holds(profile) ?? false;
  const definitions = segments.map(({ segment }) => ({ segment, when: segment }));
  const project: Project = createProjector({
    profiles,
    bus: faultyBus,
    putAside,
    declared,
    published,
    publishedAfter,
    publishedSegments,
    segmentation: {
      evaluate: (profile, at, by) => evaluateSegments(profile, definitions, holds, at, by),
      events: {
        put: (events) =>
          effects.run(async () => {
            for (const event of events) world.put(event);
          }),
      },
      // Never the same time twice: what is told again must have its times from what is stored.
      clock: () => {
        now += 1_000;
        return new Date(now);
      },
    },
  });

  const shards: LogRecord[][] = [[], []];
  const stored = new Map<string, LogRecord>();
  let stream = 'one';
  let sequence = 9_990n;

  const recordOf = (record: LogRecord): LogRecord =>
    record.content.kind === 'event' && broken.has(record.content.event.messageId)
      ? { ...record, content: { kind: 'unreadable', reason: 'broken on purpose' } }
      : record;

  const world = {
    store,
    bus,
    queue,
    reads,
    writes,
    /** Message ids of records that cannot be read, until taken out again. */
    broken,
    /** Names of traits that the store refuses a profile for, until taken out again. */
    unstorable,
    project: (records: readonly LogRecord[], mode?: ProjectionMode) => project(records.map(recordOf), mode),

    /** Puts an event into the table: only a key that is new reaches the stream. */
    put: (event: CustomerEvent): LogRecord => {
      const sortKey = `E#${event.originalTimestamp}#${event.messageId}`;
      const key = `${event.profileId} ${sortKey}`;
      const known = stored.get(key);
      if (known !== undefined) return known;
      sequence += 7n;
      const record: LogRecord = {
        partition: event.profileId,
        sortKey,
        stream,
        sequenceNumber: String(sequence),
        content: { kind: 'event', event },
      };
      stored.set(key, record);
      shards[shardOf(event.profileId)]?.push(record);
      return record;
    },

    /** From now on events come by a new stream, with sequence numbers of its own, as after a restore of the table. */
    renewStream: (name: string): void => {
      stream = name;
      sequence = 10n;
    },

    /** Delivers one batch of one stream from a position of a shard, and answers with the position to go on from. */
    deliver: async (shard: number, from: number, size: number): Promise<number> => {
      const ahead = (shards[shard] ?? []).slice(from, from + size);
      const other = ahead.findIndex((record) => record.stream !== ahead[0]?.stream);
      const batch = other < 0 ? ahead : ahead.slice(0, other);
      if (batch.length === 0) return from;
      const { failures } = await world.project(batch);
      if (effects.revive()) return from;
      const indexes = failures.map(({ sequenceNumber }) => batch.findIndex((one) => one.sequenceNumber === sequenceNumber));
      if (indexes.includes(-1)) throw new Error('a failure names a record that was not in the batch');
      return from + Math.min(batch.length, ...indexes);
    },

    /** Delivers everything; `sizes` are used one after the other, and `rewinds` deliver a part again now and then. */
    deliverAll: async (sizes: readonly number[] = [20], rewinds: readonly number[] = []): Promise<void> => {
      const positions = [0, 0];
      for (let turn = 0; positions.some((position, shard) => position < (shards[shard]?.length ?? 0)); turn += 1) {
        if (turn > 10_000) throw new Error('the stream does not come to its end');
        const shard = turn % 2;
        const position = positions[shard] ?? 0;
        const from = Math.max(0, position - (rewinds[turn % Math.max(1, rewinds.length)] ?? 0));
        const size = sizes[turn % sizes.length] ?? 1;
        const next = await world.deliver(shard, from, size);
        // A rewind delivers again what was acknowledged; it must not hold the stream up.
        positions[shard] = next < position && from < position ? position : next;
        if (from < position && next <= position) positions[shard] = await world.deliver(shard, position, size);
      }
    },

    /** The roots: profiles that are nobody's alias. */
    profiles: (): readonly Profile[] => [...store.stored.values()].filter((value) => !isMerged(value)) as readonly Profile[],
    profile: (id: ProfileId): Profile => {
      const value = store.stored.get(id);
      if (value === undefined || isMerged(value)) throw new Error(`no profile under ${id}`);
      return value;
    },
    mergedInto: (id: ProfileId): ProfileId | undefined => {
      const value = store.stored.get(id);
      return value !== undefined && isMerged(value) ? value.mergedInto : undefined;
    },
    records: (): readonly LogRecord[] => [...stored.values()],
    /** Time goes by between two batches. */
    pass: (milliseconds: number): void => {
      now += milliseconds;
    },
    /** What was told about segments, in the order in which the log has it: `in vip`. */
    told: (id: ProfileId): readonly string[] =>
      [...stored.values()].flatMap(({ partition, content }) =>
        partition === id && content.kind === 'event' && tellsOfSegment(content.event)
          ? [`${content.event.name === 'Segment Entered' ? 'in' : 'out'} ${String(content.event.properties?.segment)}`]
          : [],
      ),
  };
  return world;
};

const shardOf = (id: ProfileId): number => id.length % 2;
