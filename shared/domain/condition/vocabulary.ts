import type { Json } from '#shared/events/json.ts';

/** What a declared trait or property holds. A date is an instant or a day, written in ISO 8601. */
export type TraitType = 'text' | 'number' | 'yes or no' | 'date' | 'list';

export const traitTypes = ['text', 'number', 'yes or no', 'date', 'list'] as const satisfies readonly TraitType[];

/** The type of a property: `anything` where its contract leaves it open, as with groups of fields. */
export type PropertyType = TraitType | 'anything';

/** Event name → property → what is said of that property. */
export type OfProperties<T> = Readonly<Record<string, Readonly<Record<string, T>>>>;

/** The names that conditions may use, and what stands behind them. Read from `marketing/vocabulary.yaml` and the catalogue of events. */
export interface Vocabulary {
  readonly traits: Readonly<Record<string, TraitType>>;
  /** Of the catalogue and of the team's own. An event with `{}` has no known property. */
  readonly events: OfProperties<PropertyType>;
  /** The only words that some properties may hold, by their contracts. */
  readonly words?: OfProperties<readonly string[]>;
  /** Values to show in place of a customer's, where any are given. */
  readonly examples?: Examples;
  readonly segments: readonly string[];
  readonly scores: readonly string[];
  /** ISO 4217: the currency that `orders.revenue` is in. */
  readonly currency: string;
  /** What is declared with a mistake, so that nobody knows as what; absent where there is none. */
  readonly unclear?: Unclear;
}

/** Names that count as known, whatever is said of them; `all` where a mistake may hide any name. */
export interface Unclear {
  readonly traits: 'all' | readonly string[];
  readonly events: 'all' | readonly string[];
}

/** Whether it is not known what stands behind a name, though it may well be declared. */
export const isUnclear = ({ unclear }: Pick<Vocabulary, 'unclear'>, kind: keyof Unclear, name: string): boolean =>
  unclear !== undefined && (unclear[kind] === 'all' || unclear[kind].includes(name));

/** Whether there is a trait or an event of this name, be it one that is declared with a mistake. */
export const isDeclared = (vocabulary: Pick<Vocabulary, keyof Unclear | 'unclear'>, kind: keyof Unclear, name: string): boolean =>
  Object.hasOwn(vocabulary[kind], name) || isUnclear(vocabulary, kind, name);

/** Each value is of the type that is declared for it. */
export interface Examples {
  readonly traits: Readonly<Record<string, Json>>;
  readonly events: OfProperties<Json>;
}
