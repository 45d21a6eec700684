import { digest, type ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { JsonObject } from '#shared/events/json.ts';

/**
 * `entering`: claimed, the execution may not have started yet. `active`: started. `exited`: an exit rule ended it. `converted`:
 * the goal ended it. `completed`: it went to its end; `convertedAt` may still be set later, within the goal's window. `held-out`: never
 * started, so that the others can be compared with it; `convertedAt` may be set within the goal's window too.
 */
export const runStates = ['entering', 'active', 'exited', 'converted', 'completed', 'held-out'] as const;
export type RunState = (typeof runStates)[number];

/** Where an event lies in the log. */
export interface EventKey {
  readonly profileId: ProfileId;
  readonly originalTimestamp: string;
  readonly messageId: string;
}

/**
 * What was decided at a step: the arm of a branch, the variant of a split, whether the awaited event came, or only when. Made once and
 * never again: a stage that is repeated goes the same way, whatever has become of the customer meanwhile.
 */
export interface Decision {
  readonly label: string;
  /** By our clock, or the time of the awaited event. */
  readonly at: string;
  /** The event that came. */
  readonly event?: EventKey;
  /** What a branch asked about, or what traits were set to: kept so that telling of it again says the same. */
  readonly values?: JsonObject;
}

/** Where a run waits: a state of its machine, and until when; or since when, where it waits for an event. */
export interface Standing {
  readonly in: string;
  readonly until?: string;
  readonly since?: string;
}

/** One customer's way through one journey. */
export interface JourneyRun {
  readonly journey: string;
  readonly profileId: ProfileId;
  /**
   * The id that the customer's first run of this journey is kept under, where that is another: they became known in between. To chance and in
   * reports they are the same person still; see {@link personOf}.
   */
  readonly person?: ProfileId;
  /** 1 for the first run of this customer in this journey; claimed one by one, so two entries cannot both be the second. */
  readonly number: number;
  /** {@link runIdOf}: also the execution's name. */
  readonly runId: string;
  readonly state: RunState;
  /** Event time of the entry. */
  readonly enteredAt: string;
  /** messageId of the event that started it: the same event starts nothing again. */
  readonly enteredBy: string;
  /** Where that event lies in the log, so that steps can speak of it. */
  readonly entry?: EventKey;
  /** By the id of the step; and notes about steps, `run-notes.ts`. */
  readonly decisions?: Readonly<Record<string, Decision>>;
  /** Where it waits, or waited last. Absent before the first wait, and in runs of before. */
  readonly stands?: Standing;
  readonly endedAt?: string;
  /** Why it ended: the exit's reason, `goal` or `completed`. */
  readonly endReason?: string;
  /** messageId of the event that ended it, where one is known: the same event says so again and ends nothing else. */
  readonly endedBy?: string;
  readonly convertedAt?: string;
  readonly convertedBy?: string;
}

/** Deterministic, so that starting an execution again after an unknown outcome meets the one that runs. 32 hex digits. */
export const runIdOf = (journey: string, profileId: ProfileId, number: number): string =>
  digest('run', journey, profileId, String(number));

/** Who goes through a journey, the same in all runs of it. */
export const personOf = ({ profileId, person = profileId }: Pick<JourneyRun, 'profileId' | 'person'>): ProfileId => person;

/** The states a run can still be ended from. */
export const runningStates: readonly RunState[] = ['entering', 'active'];

export const isOver = (run: JourneyRun): boolean => !runningStates.includes(run.state);

/** Whether a key of `decisions` holds a note about a step (`run-notes.ts`). Ids of steps have no spaces. */
export const isNote = (key: string): boolean => key.includes(' ');

/** The label of the decision of a `set`; its values are the traits. */
export const setLabel = 'set';

/** The event that the last `wait for` of a run received. */
export const replyOf = ({ decisions = {} }: JourneyRun): EventKey | undefined =>
  Object.values(decisions)
    .filter(({ event }) => event !== undefined)
    .toSorted((a, b) => a.at.localeCompare(b.at))
    .at(-1)?.event;

/** What each decided step came to. Notes are for reports, and no condition can ask for them. */
export const variantsOf = ({ decisions = {} }: JourneyRun): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(decisions)
      .filter(([key]) => !isNote(key))
      .map(([step, { label }]) => [step, label]),
  );
