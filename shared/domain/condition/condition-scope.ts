import type { TraitType, Vocabulary } from './vocabulary.ts';

/** What a condition may speak of where it stands, besides the customer. */
export interface ConditionScope {
  readonly vocabulary: Vocabulary;
  /** The names that `event` may have; absent where there is no event. */
  readonly event?: readonly string[] | undefined;
  /** The names that `reply` may have; absent where nothing was waited for. */
  readonly reply?: readonly string[] | undefined;
  /** Whether there is a run of a journey. */
  readonly run?: boolean | undefined;
  /** The splits of the journey; absent where they are not known, and any name may be one. */
  readonly splits?: readonly Split[] | undefined;
  /** What the expression must give: a decision, unless said otherwise. */
  readonly result?: Result | undefined;
}

/** A split as conditions may speak of it. */
export interface Split {
  /** What it may be called by, and first what it is best called by. */
  readonly names: readonly string[];
  readonly variants: readonly string[];
  /** Whether it comes after the condition, or on another way: then nobody has a variant of it there. */
  readonly isAhead?: boolean;
}

/** What an expression gives: `decision` is true or false by which something is decided. */
export type Result = 'decision' | TraitType | 'any';
