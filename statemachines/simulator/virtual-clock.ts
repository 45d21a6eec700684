/** Something that will be due; `cancel` makes it as if it had never been planned. */
export interface Planned {
  cancel(): void;
}

/**
 * Time as a queue of what is due. Nothing is waited for: the clock jumps to the next thing, does it, and goes on. What is due at the
 * same instant is done in the order in which it was planned, so two runs of the same plan are the same.
 */
export interface VirtualClock {
  now(): Date;
  /** Plans work for an instant (epoch milliseconds). What is planned for the past is done at once, now. */
  plan(at: number, work: () => Promise<void>): Planned;
  /** Does everything that is due up to and including the instant, and stands at it then. */
  advanceTo(at: number): Promise<void>;
  /** Does everything, until nothing is planned any more or the rest is due after `latest`. The clock stands at what was done last. */
  runToEnd(latest: number): Promise<void>;
  /** How many things are planned. */
  readonly planned: number;
}

interface Entry {
  readonly at: number;
  readonly order: number;
  /** Whether it was planned at the very instant for which it was planned. */
  readonly isImmediate: boolean;
  /** Undefined once cancelled: the entry leaves the queue when its turn comes, what it held on to is free at once. */
  work: (() => Promise<void>) | undefined;
}

/** So much does not follow from one instant within the same instant, unless two journeys set each other off without a wait. */
const mostAtOnce = 200_000;

export const createVirtualClock = (startsAt: number): VirtualClock => {
  let now = startsAt;
  let order = 0;
  let planned = 0;
  let atOnce = 0;
  const queue: Entry[] = [];

  /** The next entry that is still wanted, if it is due by then. */
  const take = (latest: number): Entry | undefined => {
    for (;;) {
      const [first] = queue;
      if (first === undefined || (first.work !== undefined && first.at > latest)) return undefined;
      removeFirst(queue);
      if (first.work !== undefined) return first;
    }
  };

  const runUpTo = async (latest: number): Promise<void> => {
    for (let entry = take(latest); entry !== undefined; entry = take(latest)) {
      if (entry.at !== now) atOnce = 0;
      if (entry.isImmediate) atOnce += 1;
      if (atOnce > mostAtOnce)
        throw new Error(`more than ${mostAtOnce} things happen at ${new Date(now).toISOString()}: a circle?`);
      now = entry.at;
      planned -= 1;
      const { work } = entry;
      // Done from here on: cancelling it changes nothing any more.
      entry.work = undefined;
      await work?.();
    }
  };

  return {
    now: () => new Date(now),
    get planned() {
      return planned;
    },
    plan: (at, work) => {
      if (!Number.isFinite(at)) throw new Error('nothing can be planned for a time that is none');
      const entry: Entry = { at: Math.max(at, now), order, isImmediate: at <= now, work };
      order += 1;
      planned += 1;
      insert(queue, entry);
      return {
        cancel: () => {
          if (entry.work === undefined) return;
          entry.work = undefined;
          planned -= 1;
        },
      };
    },
    advanceTo: async (at) => {
      await runUpTo(at);
      now = Math.max(now, at);
    },
    runToEnd: runUpTo,
  };
};

const comesBefore = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

// A binary heap in an array: the children of `n` are `2n + 1` and `2n + 2`, and no child comes before its parent.

const insert = (heap: Entry[], entry: Entry): void => {
  let place = heap.length;
  while (place > 0) {
    const above = (place - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || !comesBefore(entry, parent)) break;
    heap[place] = parent;
    place = above;
  }
  heap[place] = entry;
};

const removeFirst = (heap: Entry[]): void => {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let place = 0;
  for (;;) {
    const left = 2 * place + 1;
    const [a, b] = [heap[left], heap[left + 1]];
    if (a === undefined) break;
    const takesRight = b !== undefined && comesBefore(b, a);
    const child = takesRight ? b : a;
    if (!comesBefore(child, last)) break;
    heap[place] = child;
    place = takesRight ? left + 1 : left;
  }
  heap[place] = last;
};
