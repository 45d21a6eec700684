import type { JourneyRun } from '#shared/domain/journey/run.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { JsonObject } from '#shared/events/json.ts';
import { completionOf } from './completion.ts';
import { isOurs, type Moment } from './moment.ts';
import { namedSteps } from './named-steps.ts';
import { EventRefused } from './read-event.ts';
import { createSimulation, type SentEvent, type SimulationSetting } from './simulation.ts';
import { withoutLogs } from './without-logs.ts';

/** Everything that one customer does, each event as the API takes it with the instant it arrives at. */
export type CustomerPlan = readonly PlannedEvent[];

export interface PlannedEvent {
  readonly at: Date;
  readonly event: SentEvent;
  /** Whose task of the journey it completes: the task that this step has given the customer last. */
  readonly completes?: { readonly profileId: ProfileId; readonly step: string };
}

export interface PopulationPlan {
  readonly marketing: SimulationSetting['marketing'];
  readonly journey: string;
  readonly customers: Iterable<CustomerPlan>;
  /** The last instant that is looked at; without it, every story is played to its end. */
  readonly until?: Date | undefined;
  /** Told everything as it happens, group after group. */
  readonly onMoment?: (moment: Moment) => void;
}

/** What became of a population in one journey: how often each, in the order of the first time. */
export interface PopulationAccount {
  readonly customers: number;
  readonly entered: number;
  /** Of those who would have entered. */
  readonly heldOut: number;
  /** `plan: pro` by the ways of branches, `subject line: question` by variants. */
  readonly branches: Readonly<Record<string, number>>;
  readonly variants: Readonly<Record<string, number>>;
  /** Waits whose event came, or whose task was done, and those whose time was up. */
  readonly resumed: Readonly<Record<string, number>>;
  readonly timedOut: Readonly<Record<string, number>>;
  /** By the rule that kept them out. */
  readonly stayedOut: Readonly<Record<string, number>>;
  /** By message. */
  readonly sent: Readonly<Record<string, number>>;
  /** By reason. */
  readonly notSent: Readonly<Record<string, number>>;
  /** How often messages had to wait for their time, by reason. */
  readonly held: Readonly<Record<string, number>>;
  /** By coupon. */
  readonly coupons: Readonly<Record<string, number>>;
  readonly noCoupons: Readonly<Record<string, number>>;
  /** By destination. */
  readonly webhooks: Readonly<Record<string, number>>;
  readonly notDelivered: Readonly<Record<string, number>>;
  /** By title. */
  readonly tasks: Readonly<Record<string, number>>;
  /** By reason. */
  readonly exited: Readonly<Record<string, number>>;
  /** At `end` steps, by reason. */
  readonly ended: Readonly<Record<string, number>>;
  readonly converted: number;
  readonly completed: number;
  /** Runs that were under way at the end; those that failed are not. */
  readonly underWay: number;
  /** Runs whose state machine failed, by error. */
  readonly failed: Readonly<Record<string, number>>;
  /** Why events were left out that the API would have rejected; each reason once. */
  readonly refused: readonly string[];
}

/**
 * How many customers are simulated together. What they leave in the stores is forgotten after them, so memory does not grow with the
 * population; customers of different groups do not meet.
 */
const groupSize = 500;

/** Plays the stories of many customers and counts. */
export const simulatePopulation = async (plan: PopulationPlan): Promise<PopulationAccount> => {
  const compiled = plan.marketing.journeys.find(({ journey }) => journey === plan.journey);
  const names = new Map(compiled === undefined ? [] : namedSteps(compiled).map(({ id, name }) => [id, name]));
  const tally = createTally(plan.journey, (step) => names.get(step) ?? step);
  const play = async () => {
    let group: CustomerPlan[] = [];
    for (const customer of plan.customers) {
      group.push(customer);
      if (group.length < groupSize) continue;
      await playGroup(plan, group, tally);
      group = [];
    }
    if (group.length > 0) await playGroup(plan, group, tally);
  };
  await withoutStackTraces(() => withoutLogs(play));
  return tally.account();
};

const playGroup = async (
  { marketing, journey, until, onMoment }: PopulationPlan,
  group: readonly CustomerPlan[],
  tally: Tally,
): Promise<void> => {
  const events = group.flat();
  tally.customers(group.length);
  // Not `Math.min(...)`: a group may have more events than a call takes arguments.
  const begins = events.reduce((earliest, { at }) => Math.min(earliest, at.getTime()), Number.POSITIVE_INFINITY);
  if (!Number.isFinite(begins)) return;
  const note = (moment: Moment): void => {
    tally.note(moment);
    onMoment?.(moment);
  };
  const simulation = createSimulation({ marketing, startsAt: new Date(begins), keep: 'counts', onMoment: note });
  for (const { at, event, completes } of events) {
    try {
      simulation.send(completes === undefined ? event : () => completionOf(simulation, { ...completes, journey, event }), at);
    } catch (error) {
      if (!(error instanceof EventRefused)) throw error;
      tally.refuse(error.message);
    }
  }
  await (until === undefined ? simulation.runToEnd() : simulation.advanceTo(until));
  for (const run of await simulation.runs()) tally.run(run);
};

/**
 * The engine's JSONPath library throws at each query, as its way to return a value. Without a stack to note down each time, a simulation
 * takes a fifth less; an error's name and message are still there, and one customer's story can be played by itself.
 */
const withoutStackTraces = async (work: () => Promise<void>): Promise<void> => {
  const usual = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    await work();
  } finally {
    Error.stackTraceLimit = usual;
  }
};

type Tally = ReturnType<typeof createTally>;

const createTally = (journey: string, nameOf: (step: string) => string) => {
  const counts: Record<string, Map<string, number>> = {};
  const refused = new Set<string>();
  const failedRuns = new Set<string>();
  let customers = 0;
  const add = (what: string, which = ''): void => {
    const kinds = counts[what] ?? new Map<string, number>();
    counts[what] = kinds.set(which, (kinds.get(which) ?? 0) + 1);
  };
  const all = (what: string) => Object.fromEntries(counts[what] ?? []);
  const total = (what: string) => counts[what]?.get('') ?? 0;

  return {
    customers: (more: number) => {
      customers += more;
    },

    refuse: (reason: string) => {
      refused.add(reason);
    },

    note: (moment: Moment): void => {
      if (moment.kind === 'event') {
        const { event } = moment;
        if (!isOurs(event) || event.properties?.journey !== journey) return;
        const counted = Object.hasOwn(countedBy, event.name) ? countedBy[event.name] : undefined;
        const [what, which] = counted?.(event.properties, nameOf) ?? [];
        if (what !== undefined) add(what, which);
      } else if (moment.journey === journey) {
        if (moment.kind === 'stayed-out') add('stayedOut', moment.reason);
        if (moment.kind === 'failed') {
          add('failed', moment.error);
          failedRuns.add(moment.runId);
        }
      }
    },

    run: ({ journey: of, runId, state }: JourneyRun): void => {
      // Nobody ends the run of a machine that failed, but nothing more comes of it.
      if (of === journey && (state === 'entering' || state === 'active') && !failedRuns.has(runId)) add('underWay');
    },

    account: (): PopulationAccount => ({
      customers,
      entered: total('entered'),
      heldOut: total('heldOut'),
      branches: all('branches'),
      variants: all('variants'),
      resumed: all('resumed'),
      timedOut: all('timedOut'),
      stayedOut: all('stayedOut'),
      sent: all('sent'),
      notSent: all('notSent'),
      held: all('held'),
      coupons: all('coupons'),
      noCoupons: all('noCoupons'),
      webhooks: all('webhooks'),
      notDelivered: all('notDelivered'),
      tasks: all('tasks'),
      exited: all('exited'),
      ended: all('ended'),
      converted: total('converted'),
      completed: total('completed'),
      underWay: total('underWay'),
      failed: all('failed'),
      refused: [...refused],
    }),
  };
};

type Counted = readonly [what: string, which?: string];

/** What an event of a journey counts as, and of which kind. */
const countedBy: Readonly<Record<string, (properties: JsonObject, nameOf: (step: string) => string) => Counted>> = {
  'Journey Entered': () => ['entered'],
  'Journey Held Out': () => ['heldOut'],
  'Branch Taken': ({ step, arm }, nameOf) => ['branches', `${nameOf(String(step))}: ${arm}`],
  'Variant Assigned': ({ step, variant }, nameOf) => ['variants', `${nameOf(String(step))}: ${variant}`],
  'Wait Ended': ({ step, way }, nameOf) => [way === 'came' ? 'resumed' : 'timedOut', nameOf(String(step))],
  'Email Sent': ({ message }) => ['sent', String(message)],
  'Email Not Sent': ({ reason }) => ['notSent', String(reason)],
  'Email Held': ({ because }) => ['held', String(because)],
  'Task Created': ({ title }) => ['tasks', String(title)],
  'Coupon Issued': ({ coupon }) => ['coupons', String(coupon)],
  'Coupon Not Issued': ({ coupon }) => ['noCoupons', String(coupon)],
  'Webhook Delivered': ({ destination }) => ['webhooks', String(destination)],
  'Webhook Failed': ({ destination }) => ['notDelivered', String(destination)],
  'Journey Exited': ({ reason }) => ['exited', String(reason)],
  'Journey Converted': () => ['converted'],
  'Journey Completed': ({ reason }) =>
    reason === 'completed' || reason === undefined ? ['completed'] : ['ended', String(reason)],
};
