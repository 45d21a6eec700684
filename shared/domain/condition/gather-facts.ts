import { stepIdOf, titleOfSplit } from '#shared/domain/journey/step-id.ts';
import { units } from '#shared/domain/profile/money.ts';
import { ownEntry } from '#shared/domain/profile/own-entry.ts';
import type { Counter, Orders, Profile } from '#shared/domain/profile/profile.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { Json } from '#shared/events/json.ts';
import { dateOf } from './fact-dates.ts';
import { asDeclared, type CelValue, isUnusable, type Unusable } from './fact-values.ts';
import { depthOf, type Reference } from './references.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What a condition is asked about. */
export interface Facts {
  readonly profile: Profile;
  readonly now: Date;
  readonly event?: CustomerEvent | undefined;
  /** The event that a `wait for` received. */
  readonly reply?: CustomerEvent | undefined;
  readonly run?: RunFacts | undefined;
}

export interface RunFacts {
  readonly journey: string;
  readonly enteredAt: string;
  /** Id of the step → label of the variant. */
  readonly variants: Readonly<Record<string, string>>;
}

export interface FactSource {
  readonly facts: Facts;
  readonly currency: string;
  readonly vocabulary: Pick<Vocabulary, 'traits' | 'events'> | undefined;
  readonly score: (name: string) => number | undefined;
}

export type Fact = CelValue | Unusable;

const notKnown: Unusable = { why: 'is not known' };

/** The fact that a reference leads to; where it asks for a field of a structured fact, the whole of that. */
export const factOf = (source: FactSource, { root, keys }: Reference): Fact => {
  const { facts, vocabulary } = source;
  const first = keys[0]?.name ?? '';
  const second = keys[1]?.name ?? '';
  switch (root) {
    case 'traits': {
      const value = ownEntry(facts.profile.traits, first)?.value;
      return asDeclared(value, vocabulary && ownEntry(vocabulary.traits, first));
    }
    case 'orders':
      return orderFact(facts.profile.orders, source.currency, first);
    case 'events':
      return counterFact(ownEntry(facts.profile.events, first), second);
    case 'segments':
      return keys.length === 0 ? segmentsOf(facts.profile) : isIn(facts.profile, first);
    case 'scores':
      return source.score(first) ?? notKnown;
    case 'subscriptions':
      return ownEntry(facts.profile.subscriptions, first)?.state ?? notKnown;
    case 'now':
      return facts.now;
    case 'run':
      return runFact(facts.run, first, second);
    case 'event':
    case 'reply':
      return eventFact(facts[root], first, second, vocabulary);
  }
};

const orderFact = (orders: Orders, currency: string, field: string): Fact => {
  switch (field) {
    case 'count':
      return orders.count;
    case 'refunds':
      return orders.refunds;
    case 'revenue':
      return units(ownEntry(orders.revenue, currency) ?? 0);
    case 'first':
      return dateOf(orders.first) ?? notKnown;
    case 'last':
      return dateOf(orders.last) ?? notKnown;
    default:
      return notKnown;
  }
};

const counterFact = (counter: Counter | undefined, field: string): Fact => {
  if (field === 'count') return counter?.count ?? 0;
  if (field === 'first') return dateOf(counter?.first) ?? notKnown;
  return (field === 'last' ? dateOf(counter?.last) : undefined) ?? notKnown;
};

const isIn = ({ segments }: Profile, name: string): boolean => ownEntry(segments, name)?.state === 'in';

const segmentsOf = (profile: Profile): readonly string[] =>
  Object.keys(profile.segments)
    .filter((name) => isIn(profile, name))
    .sort();

const runFact = (run: RunFacts | undefined, field: string, step: string): Fact => {
  if (run === undefined) return notKnown;
  if (field === 'journey') return run.journey;
  if (field === 'enteredAt') return dateOf(run.enteredAt) ?? notKnown;
  return (field === 'variants' ? variantOf(run.variants, step) : undefined) ?? notKnown;
};

/** By what the split tries out, its name or its id: whichever the condition says. The first outranks a step of another kind with that name. */
const variantOf = (variants: RunFacts['variants'], split: string): string | undefined =>
  [stepIdOf(titleOfSplit(split)), stepIdOf(split), split]
    .map((id) => ownEntry(variants, id))
    .find((variant) => variant !== undefined);

const eventFact = (
  event: CustomerEvent | undefined,
  field: string,
  property: string,
  vocabulary: FactSource['vocabulary'],
): Fact => {
  if (event === undefined) return notKnown;
  if (field === 'name') return event.name;
  if (field === 'timestamp') return dateOf(event.timestamp) ?? notKnown;
  if (field !== 'properties') return notKnown;
  const types = vocabulary && ownEntry(vocabulary.events, event.name);
  return asDeclared(ownEntry<Json | undefined>(event.properties ?? {}, property), types && ownEntry(types, property));
};

/** The facts that some references ask for, as the variables of an expression, and which is not among them. */
export interface Gathered {
  readonly variables: Readonly<Record<string, CelValue>>;
  /** The first in the text that is unknown or unusable; one that `has(…)` asks about is not missed. */
  readonly missing: Missing | undefined;
}

export interface Missing extends Unusable {
  readonly reference: Reference;
}

/** Why there is no answer, as far as it is for want of a fact. */
export const sayMissing = ({ reference, why }: Missing): string => `\`${nameOf(reference)}\` ${why}`;

/** Each fact once, in the order of the text: an expression often asks about the same one several times. */
export const withoutRepetition = (references: readonly Reference[]): readonly Reference[] => {
  const first = new Map<string, Reference>();
  for (const reference of references) {
    const key = `${reference.inHas} ${nameOf(reference)}`;
    if (!first.has(key)) first.set(key, reference);
  }
  return [...first.values()];
};

/** Only what is asked about is looked up, and what is not there is left out: so no expression can reach anything else. */
export const gatherFacts = (source: FactSource, references: readonly Reference[]): Gathered => {
  const variables: Record<string, CelValue> = {};
  let missing: Missing | undefined;
  for (const reference of references) {
    const { root } = reference;
    if (root === 'segments') {
      variables.segments ??= segmentsOf(source.facts.profile);
      continue;
    }
    if (root === 'now') {
      variables.now = source.facts.now;
      continue;
    }
    const fact = factOf(source, reference);
    const map = mapAt(variables, root);
    if (isUnusable(fact)) {
      if (!reference.inHas) missing ??= { reference, why: fact.why };
      if (depthOf(reference) === 2) innerMap(map, reference.keys[0]?.name ?? '');
      continue;
    }
    const [first, second] = reference.keys;
    if (first === undefined) continue;
    if (depthOf(reference) === 2 && second !== undefined) innerMap(map, first.name).set(second.name, fact);
    else map.set(first.name, fact);
  }
  return { variables, missing };
};

const mapAt = (variables: Record<string, CelValue>, root: string): Map<string, CelValue> => {
  const there = Object.hasOwn(variables, root) ? variables[root] : undefined;
  if (there instanceof Map) return there;
  const map = new Map<string, CelValue>();
  variables[root] = map;
  return map;
};

const innerMap = (map: Map<string, CelValue>, name: string): Map<string, CelValue> => {
  const there = map.get(name);
  if (there instanceof Map) return there;
  const inner = new Map<string, CelValue>();
  map.set(name, inner);
  return inner;
};

/** The fact's name, as it would be written in an expression. */
export const nameOf = (reference: Pick<Reference, 'root' | 'keys'>, depth = depthOf(reference)): string => {
  const { root, keys } = reference;
  if (root === 'segments' && keys[0] !== undefined) return `${quoted(keys[0].name)} in segments`;
  const path = keys.slice(0, depth).map(({ name }, index) => {
    const bare = identifier.test(name) && !(root === 'events' && index === 0);
    return bare ? `.${name}` : `[${quoted(name)}]`;
  });
  return root + path.join('');
};

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;

const quoted = (name: string): string => `'${name.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
