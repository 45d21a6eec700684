import type { Outcome, Outcomes } from './outcomes.ts';

/** What another version of a journey does differently for one customer. */
export type Difference =
  | { readonly kind: 'more'; readonly customer: string; readonly outcome: Outcome }
  | { readonly kind: 'less'; readonly customer: string; readonly outcome: Outcome }
  | { readonly kind: 'moved'; readonly customer: string; readonly before: Outcome; readonly after: Outcome };

/** Steps that do the same within a minute do it at the same time. */
const sameTimeMilliseconds = 60_000;

/**
 * Who gets what more, less, or at another time. Of several outcomes of one name, those nearest in time belong together; a mail that does
 * not go any more, or goes now, is both.
 */
export const compareOutcomes = (before: Outcomes, after: Outcomes): readonly Difference[] => {
  const customers = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return customers.flatMap((customer) => compareCustomer(customer, before.get(customer) ?? [], after.get(customer) ?? []));
};

const compareCustomer = (customer: string, before: readonly Outcome[], after: readonly Outcome[]): readonly Difference[] => {
  const kindOf = ({ kind, name, reason = '' }: Outcome) => JSON.stringify([kind, name, reason]);
  const wanted = Map.groupBy(after, kindOf);
  const differences: Difference[] = [];
  for (const [kind, earlier] of Map.groupBy(before, kindOf)) {
    const later = new Set(wanted.get(kind));
    wanted.delete(kind);
    const left = new Set(earlier);
    const pairs = earlier.flatMap((was) => [...later].map((is) => ({ was, is, apart: distance(was, is) })));
    for (const { was, is, apart } of pairs.toSorted((a, b) => a.apart - b.apart)) {
      if (!left.has(was) || !later.has(is)) continue;
      left.delete(was);
      later.delete(is);
      if (apart >= sameTimeMilliseconds) differences.push({ kind: 'moved', customer, before: was, after: is });
    }
    differences.push(...[...left].map((outcome): Difference => ({ kind: 'less', customer, outcome })));
    differences.push(...[...later].map((outcome): Difference => ({ kind: 'more', customer, outcome })));
  }
  for (const outcome of [...wanted.values()].flat()) differences.push({ kind: 'more', customer, outcome });
  return differences.toSorted((a, b) => timeOf(a).localeCompare(timeOf(b)));
};

const distance = (a: Outcome, b: Outcome): number => Math.abs(Date.parse(a.at) - Date.parse(b.at));

const timeOf = (difference: Difference): string => (difference.kind === 'moved' ? difference.before.at : difference.outcome.at);

/** How many customers each difference concerns, the most frequent first. */
export interface Change {
  readonly kind: Difference['kind'];
  readonly what: Outcome['kind'];
  readonly name: string;
  readonly reason?: string;
  readonly customers: number;
  /** Of `moved`: how much later in the median, in milliseconds; earlier is negative. */
  readonly laterBy?: number;
  /** Some of them, those first that are easily read. */
  readonly examples: readonly string[];
}

const mostExamples = 5;

export const summarise = (differences: readonly Difference[]): readonly Change[] => {
  const outcomeOf = (difference: Difference) => (difference.kind === 'moved' ? difference.after : difference.outcome);
  const groups = Map.groupBy(differences, (difference) => {
    const { kind, name, reason = '' } = outcomeOf(difference);
    return JSON.stringify([difference.kind, kind, name, reason]);
  });
  return [...groups.values()]
    .flatMap((group): Change[] => {
      const [first] = group;
      if (first === undefined) return [];
      const { kind: what, name, reason } = outcomeOf(first);
      const customers = [...new Set(group.map(({ customer }) => customer))];
      const delays = group.flatMap((each) =>
        each.kind === 'moved' ? [Date.parse(each.after.at) - Date.parse(each.before.at)] : [],
      );
      return [
        {
          kind: first.kind,
          what,
          name,
          ...(reason === undefined ? {} : { reason }),
          customers: customers.length,
          ...(delays.length === 0 ? {} : { laterBy: median(delays) }),
          examples: customers.toSorted((a, b) => effort(a) - effort(b)).slice(0, mostExamples),
        },
      ];
    })
    .toSorted((a, b) => b.customers - a.customers || a.name.localeCompare(b.name));
};

/** Ids of accounts are more easily looked up than those of browsers, and short ones more than digests. */
const effort = (customer: string): number => (customer.startsWith('anon:') ? 1_000 : 0) + customer.length;

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
};
