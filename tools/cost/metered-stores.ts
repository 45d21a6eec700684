import { toEventItem } from '#shared/adapters/dynamodb/event-item.ts';
import { toPointerItem, toProfileItem } from '#shared/adapters/dynamodb/profile-item.ts';
import { createMemoryCouponStore } from '#shared/adapters/memory/coupon-store.ts';
import { createMemoryStores } from '#shared/adapters/memory/stores.ts';
import { isMerged, type StoredProfile } from '#shared/domain/profile/profile.ts';
import type { CouponStore } from '#shared/ports/coupon-store.ts';
import type { EventStore } from '#shared/ports/event-store.ts';
import type { ProfileStore } from '#shared/ports/profile-store.ts';
import type { RunStore } from '#shared/ports/run-store.ts';
import type { SendLedger, Suppressions } from '#shared/ports/send-ledger.ts';
import type { TaskStore } from '#shared/ports/task-store.ts';
import type { WaitStore } from '#shared/ports/wait-store.ts';
import { readUnits, writeUnits } from './item-bytes.ts';
import type { Counts } from './meter.ts';

const retentionDays = 400;

/** A transaction writes, and checks, at twice the price. */
const inTransaction = 2;

export interface MeteredStoresSetting {
  /** `counts` may be replaced at any time. */
  readonly meter: { readonly counts: Counts };
  /** Makes a port whose calls are counted. */
  readonly counted: <Port extends object>(port: Port) => Port;
  /** The label of a decision. */
  readonly decide: (step: string, label: string) => string;
}

/**
 * The memory stores, with every unit of the table counted that the real adapters would be billed for: items are sized in the form in which
 * those write them.
 */
export const createMeteredStores = ({ meter, counted, decide }: MeteredStoresSetting) => {
  const stores = createMemoryStores();
  const reads = (units: number) => {
    meter.counts.readUnits += units;
  };
  const writes = (units: number) => {
    meter.counts.writeUnits += units;
  };
  const itemOf = (stored: StoredProfile) => (isMerged(stored) ? toPointerItem(stored) : toProfileItem(stored));

  const events: EventStore = counted<EventStore>({
    ...stores.events,
    put: (incoming) => {
      for (const event of incoming) writes(writeUnits(toEventItem(event, retentionDays)));
      return stores.events.put(incoming);
    },
    firstReceipt: (...call) => {
      writes(1);
      return stores.events.firstReceipt(...call);
    },
    get: (...call) => {
      reads(1);
      return stores.events.get(...call);
    },
    timeline: (ids, ...rest) => {
      reads(ids.length);
      return stores.events.timeline(ids, ...rest);
    },
  });
  const profiles: ProfileStore = counted<ProfileStore>({
    load: async (id) => {
      const stored = await stores.profiles.load(id);
      reads(readUnits(stored && itemOf(stored)));
      return stored;
    },
    save: (profile, merged = []) => {
      const before = stores.profiles.stored.get(profile.id);
      const indexed = 'gsi1pk' in toProfileItem(profile);
      const wasIndexed = before !== undefined && 'gsi1pk' in itemOf(before);
      const units = [profile, ...merged].reduce((sum, each) => sum + writeUnits(itemOf(each)), 0);
      writes((merged.length > 0 ? inTransaction : 1) * units + (indexed && !wasIndexed ? 1 : 0));
      return stores.profiles.save(profile, merged);
    },
    findByEmail: stores.profiles.findByEmail,
  });
  const runs: RunStore = counted<RunStore>({
    list: (ids) => {
      reads(ids.length);
      return stores.runs.list(ids);
    },
    load: (...call) => {
      reads(1);
      return stores.runs.load(...call);
    },
    // The item, and its line in the index.
    claim: (run) => {
      writes(2 * writeUnits(run));
      return stores.runs.claim(run);
    },
    move: (run, from) => {
      writes(writeUnits(run));
      return stores.runs.move(run, from);
    },
    decide: (run, step, made) => {
      const decision = { ...made, label: decide(step, made.label) };
      writes(writeUnits({ ...run, decisions: { ...run.decisions, [step]: decision } }));
      return stores.runs.decide(run, step, decision);
    },
    // It happens to a message in many thousands, and is not part of a contact's price.
    amend: stores.runs.amend,
    stand: (run, stands) => {
      writes(writeUnits({ ...run, stands }));
      return stores.runs.stand(run, stands);
    },
  });
  const ledger: SendLedger = counted<SendLedger>({
    ...stores.ledger,
    claim: async (send, conditions) => {
      const profile = await stores.profiles.load(conditions.profileId);
      const { counted: recent } = conditions;
      // The line, checks of the run, the profile and the suppression list, and what frequency caps count.
      const checks = 1 + (profile ? writeUnits(itemOf(profile)) : 1) + 1;
      writes(inTransaction * (writeUnits(send) + checks + (recent === undefined ? 0 : writeUnits(recent))));
      return stores.ledger.claim(send, conditions);
    },
    drop: (send) => {
      writes(writeUnits(send));
      return stores.ledger.drop(send);
    },
    move: (send, from) => {
      writes(writeUnits(send));
      return stores.ledger.move(send, from);
    },
    recent: (ids) => {
      reads(ids.length);
      return stores.ledger.recent(ids);
    },
    load: (...call) => {
      reads(1);
      return stores.ledger.load(...call);
    },
  });
  const waits: WaitStore = counted<WaitStore>({
    put: (waiting) => {
      writes(writeUnits(waiting));
      return stores.waits.put(waiting);
    },
    list: (ids) => {
      reads(ids.length);
      return stores.waits.list(ids);
    },
  });
  const couponStore = createMemoryCouponStore();
  const coupons: CouponStore = counted<CouponStore>({
    ...couponStore,
    // The customer's item and the code's, together. What is in the pool is not asked here: a code is as long as any other.
    issue: (request, source) => {
      writes(inTransaction * 2 * writeUnits(request));
      return couponStore.issue(request, source.kind === 'generate' ? source : { kind: 'generate', pattern: 'COST-########' });
    },
    list: (ids) => {
      reads(ids.length);
      return couponStore.list(ids);
    },
  });
  const tasks: TaskStore = counted<TaskStore>({
    ...stores.tasks,
    create: (task) => {
      writes(2 * writeUnits(task));
      return stores.tasks.create(task);
    },
    complete: (task, doneAt) => {
      writes(writeUnits(task));
      return stores.tasks.complete(task, doneAt);
    },
  });
  const suppressions = counted<Pick<Suppressions, 'has'>>({
    has: (digest) => {
      reads(1);
      return stores.suppressions.has(digest);
    },
  });
  return {
    /** Uncounted, to look into. */
    uncounted: stores,
    ports: { events, profiles, runs, ledger, suppressions, waits, coupons, tasks, putAside: stores.putAside },
  };
};
