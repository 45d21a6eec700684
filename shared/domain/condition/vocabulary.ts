/** What a declared trait or property holds. A date is an instant or a day, written in ISO 8601. */
export type TraitType = 'text' | 'number' | 'yes or no' | 'date' | 'list';

export const traitTypes = ['text', 'number', 'yes or no', 'date', 'list'] as const satisfies readonly TraitType[];

/** The type of a property: `anything` where its contract leaves it open, as with groups of fields. */
export type PropertyType = TraitType | 'anything';

/** The names that conditions may use, and what stands behind them. Read from `marketing/vocabulary.yaml` and the catalogue of events. */
export interface Vocabulary {
  readonly traits: Readonly<Record<string, TraitType>>;
  /** Event name → property → type: of the catalogue and of the team's own. `{}` means that no property is known. */
  readonly events: Readonly<Record<string, Readonly<Record<string, PropertyType>>>>;
  readonly segments: readonly string[];
  readonly scores: readonly string[];
  /** ISO 4217: the currency that `orders.revenue` is in. */
  readonly currency: string;
}
