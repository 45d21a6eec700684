import type { ASTNode, Environment } from '@marcbachmann/cel-js';
import { didYouMean } from '#shared/domain/marketing/did-you-mean.ts';
import { ownEntry } from '#shared/domain/profile/own-entry.ts';
import { baseEnvironment } from './environment.ts';
import { type ConditionProblem, explainTypes, explainUnreadable, plainType, plainTypeName } from './explain-mistake.ts';
import { dateOf } from './fact-dates.ts';
import { fieldsOf, functions, methods, roots } from './language.ts';
import { type ParsedCondition, parseCondition } from './parse-condition.ts';
import { childrenOf, type Named, type Reference, type Refusal } from './references.ts';
import type { PropertyType, Vocabulary } from './vocabulary.ts';

export type { ConditionProblem } from './explain-mistake.ts';

/** What a condition may speak of where it stands, besides the customer. */
export interface ConditionScope {
  readonly vocabulary: Vocabulary;
  /** The names that `event` may have; absent where there is no event. */
  readonly event?: readonly string[] | undefined;
  /** The names that `reply` may have; absent where nothing was waited for. */
  readonly reply?: readonly string[] | undefined;
  /** Whether there is a run of a journey. */
  readonly run?: boolean | undefined;
  /** What the expression must give: true or false, unless said otherwise. */
  readonly result?: 'bool' | 'number' | 'any' | undefined;
}

/** Every mistake in a condition, in the order of its text; none, and it can be answered wherever the facts are known. */
export const checkCondition = (text: string, scope: ConditionScope): readonly ConditionProblem[] => {
  if (text.trim() === '') return [{ offset: 0, message: 'the condition is empty' }];
  const environment = baseEnvironment();
  let parsed: ParsedCondition;
  try {
    parsed = parseCondition(text, environment);
  } catch (error) {
    return [explainUnreadable(error, text)];
  }
  const { expression, references, refusals } = parsed;
  const named = [
    ...refusals.map((refusal) => explainRefusal(refusal, scope)),
    ...references.flatMap((reference) => wrongNames(reference, scope)),
  ];
  declare(environment, references, scope);
  const typed = leavesOf(expression.ast, scope.result ?? 'bool').flatMap((leaf) => checkLeaf(leaf, environment, named));
  const problems = [...named, ...typed, ...wrongWords(expression.ast, scope)];
  return problems.sort((a, b) => a.offset - b.offset).filter(isFirst);
};

const isFirst = (problem: ConditionProblem, index: number, all: readonly ConditionProblem[]): boolean =>
  all.findIndex(({ offset, message }) => offset === problem.offset && message === problem.message) === index;

const explainRefusal = ({ offset, message, hint, unknown }: Refusal, scope: ConditionScope): ConditionProblem => {
  const meant = hint ?? (unknown && hintFor(unknown.name, namesOfKind(unknown, scope), 'docs/conditions.md has them all'));
  return withHint({ offset, message }, meant);
};

const namesOfKind = ({ kind }: NonNullable<Refusal['unknown']>, scope: ConditionScope): readonly string[] => {
  if (kind === 'function') return functions;
  return kind === 'method' ? methods : roots.filter((root) => isThere(root, scope));
};

const isThere = (root: string, scope: ConditionScope): boolean => {
  if (root === 'event') return scope.event !== undefined;
  if (root === 'reply') return scope.reply !== undefined;
  return root === 'run' ? scope.run === true : true;
};

const withHint = (problem: ConditionProblem, hint: string | undefined): ConditionProblem =>
  hint === undefined ? problem : { ...problem, hint };

/** The names in a reference that nothing is known by. */
const wrongNames = (reference: Reference, scope: ConditionScope): readonly ConditionProblem[] => {
  const { root, keys, offset } = reference;
  if (!isThere(root, scope)) return [{ offset, message: whyAbsent(root) }];
  const { vocabulary } = scope;
  const [first, second] = keys;
  if (first === undefined) return [];
  switch (root) {
    case 'traits':
      return unknownName(
        first,
        'trait',
        Object.keys(vocabulary.traits),
        'declare it under `traits` in marketing/vocabulary.yaml',
      );
    case 'scores':
      return unknownName(first, 'score', vocabulary.scores, 'no score is declared yet');
    case 'segments':
      return unknownName(first, 'segment', vocabulary.segments, 'no segment is declared yet');
    case 'orders':
      return unknownName(first, 'field of `orders`', fieldsOf.orders);
    case 'run':
      return unknownName(first, 'field of `run`', fieldsOf.run);
    case 'events': {
      const events = Object.keys(vocabulary.events);
      const wrong = unknownName(first, 'event', events, 'declare it under `events` in marketing/vocabulary.yaml');
      return [
        ...wrong,
        ...(second === undefined ? [] : unknownName(second, 'field of an event that is counted', fieldsOf.counter)),
      ];
    }
    case 'event':
    case 'reply': {
      const wrong = unknownName(first, `field of \`${root}\``, fieldsOf.event);
      if (wrong.length > 0 || first.name !== 'properties' || second === undefined) return wrong;
      const names = scope[root] ?? [];
      const known = propertiesOf(names, vocabulary);
      if (known === 'anything') return [];
      const events = names.map((name) => `\`${name}\``).join(', ');
      return unknownName(
        second,
        `property of ${events}`,
        Object.keys(known),
        `no property of ${events} is known; declare it under \`events\` in marketing/vocabulary.yaml`,
      );
    }
    default:
      return [];
  }
};

const unknownName = (key: Named, kind: string, known: readonly string[], none?: string): readonly ConditionProblem[] => {
  if (known.includes(key.name)) return [];
  return [
    withHint({ offset: key.offset, message: `there is no ${kind} called \`${key.name}\`` }, hintFor(key.name, known, none)),
  ];
};

/** A long list of names helps nobody; then only the one that was meant, or what to do. */
const hintFor = (name: string, known: readonly string[], none: string | undefined): string | undefined => {
  const hint = didYouMean(name, known);
  if (hint === undefined) return none;
  return hint.startsWith('there are') && known.length > 12 ? none : hint;
};

const whyAbsent = (root: string): string => {
  if (root === 'event') return 'there is no `event` here: this asks about the customer only';
  return root === 'reply' ? 'there is no `reply` here: it is what a `wait for` before this received' : 'there is no `run` here';
};

/** The properties that one of some events may have; `anything` where one of them is not in the vocabulary. */
const propertiesOf = (names: readonly string[], vocabulary: Vocabulary): Readonly<Record<string, PropertyType>> | 'anything' => {
  const merged = new Map<string, PropertyType>();
  for (const name of names) {
    const properties = ownEntry(vocabulary.events, name);
    if (properties === undefined) return 'anything';
    for (const [property, type] of Object.entries(properties)) {
      const there = merged.get(property);
      merged.set(property, there === undefined || there === type ? type : 'anything');
    }
  }
  return Object.fromEntries(merged);
};

const celTypes: Readonly<Record<PropertyType, string>> = {
  text: 'string',
  number: 'double',
  'yes or no': 'bool',
  date: 'google.protobuf.Timestamp',
  list: 'list<dyn>',
  anything: 'dyn',
};

/** Declares what the text asks about, with its types; what has no declaration may be anything, and is reported by its name. */
const declare = (environment: Environment, references: readonly Reference[], scope: ConditionScope): void => {
  const { vocabulary } = scope;
  const keysOf = (root: string, depth = 0): readonly string[] => [
    ...new Set(
      references.flatMap(({ root: of, keys }) => (of === root ? keys.slice(depth, depth + 1) : [])).map(({ name }) => name),
    ),
  ];
  const date = celTypes.date;
  const variable = (name: string, fields: Readonly<Record<string, string>>): void => {
    environment.registerType(`Fields_${name}`, { fields: { ...fields } }).registerVariable(name, `Fields_${name}`);
  };
  const all = (names: readonly string[], typeOf: (name: string) => string): Record<string, string> =>
    Object.fromEntries(names.map((name) => [name, typeOf(name)]));

  variable(
    'traits',
    all(keysOf('traits'), (name) => celTypes[ownEntry(vocabulary.traits, name) ?? 'anything']),
  );
  variable('orders', {
    ...all(keysOf('orders'), () => 'dyn'),
    ...{ count: 'double', refunds: 'double', revenue: 'double', first: date, last: date },
  });
  environment.registerType('Fields_counter', {
    fields: { ...all(keysOf('events', 1), () => 'dyn'), ...{ count: 'double', first: date, last: date } },
  });
  variable(
    'events',
    all(keysOf('events'), () => 'Fields_counter'),
  );
  variable(
    'scores',
    all(keysOf('scores'), () => 'double'),
  );
  variable('run', {
    ...all(keysOf('run'), () => 'dyn'),
    ...{ journey: 'string', enteredAt: date, variants: 'map<string, string>' },
  });
  for (const root of ['event', 'reply'] as const) {
    const known = propertiesOf(scope[root] ?? [], vocabulary);
    const types = known === 'anything' ? {} : known;
    environment.registerType(`Fields_${root}_properties`, {
      fields: all(keysOf(root, 1), (name) => celTypes[ownEntry(types, name) ?? 'anything']),
    });
    variable(root, {
      ...all(keysOf(root), () => 'dyn'),
      ...{ name: 'string', timestamp: date, properties: `Fields_${root}_properties` },
    });
  }
  environment
    .registerVariable('subscriptions', 'map<string, string>')
    .registerVariable('segments', 'list<string>')
    .registerVariable('now', date);
};

interface Leaf {
  readonly node: ASTNode;
  readonly wanted: 'bool' | 'number' | 'any';
}

/** The parts that are joined by `&&`, `||` and `!`: each can be checked for itself, so that one mistake does not hide the next. */
const leavesOf = (node: ASTNode, wanted: Leaf['wanted']): readonly Leaf[] => {
  switch (node.op) {
    case '&&':
    case '||':
      if (wanted !== 'number') return node.args.flatMap((part) => leavesOf(part, 'bool'));
      break;
    case '!_':
      if (wanted !== 'number') return leavesOf(node.args, 'bool');
      break;
    case '?:':
      if (wanted === 'any') break;
      return [...leavesOf(node.args[0], 'bool'), ...leavesOf(node.args[1], wanted), ...leavesOf(node.args[2], wanted)];
    default:
  }
  return [{ node, wanted }];
};

const checkLeaf = (
  { node, wanted }: Leaf,
  environment: Environment,
  named: readonly ConditionProblem[],
): readonly ConditionProblem[] => {
  // What has a wrong name in it was explained, and a type found for it would explain nothing.
  if (named.some(({ offset }) => offset >= node.start && offset < node.end)) return [];
  const holder = environment.parse('[0]');
  if (holder.ast.op !== 'list') return [];
  holder.ast.args[0] = node;
  const checked = holder.check();
  if (!checked.valid) return [explainTypes(checked.error)];
  const type = /^list<(.*)>$/.exec(checked.type ?? '')?.[1] ?? 'dyn';
  if (type === 'dyn' || wanted === 'any') return [];
  const plain = plainTypeName(type);
  if (wanted === 'number') {
    return plain === 'a number' ? [] : [{ offset: node.start, message: `this gives ${plain}; it must give a number` }];
  }
  if (plain === 'yes or no') return [];
  const hint = examplesByType.get(plain);
  return [withHint({ offset: node.start, message: `this gives ${plain}; a condition must be true or false` }, hint)];
};

const examplesByType = new Map([
  ['a number', 'compare it, like `orders.count > 3`'],
  ['text', "compare it, like `traits.plan == 'pro'`; `has(traits.plan)` asks whether it is known"],
  ['a date', 'compare it, like `daysSince(orders.last) > 90`'],
  ['a list', "ask for an item, like `'ovens' in traits.interests`"],
]);

/** Texts that are compared with something that has only certain values. */
const wrongWords = (node: ASTNode, scope: ConditionScope): readonly ConditionProblem[] => [
  ...wrongWord(node, scope),
  ...childrenOf(node).flatMap((child) => wrongWords(child, scope)),
];

const wrongWord = (node: ASTNode, scope: ConditionScope): readonly ConditionProblem[] => {
  switch (node.op) {
    case 'call': {
      const [name, [input]] = node.args;
      if (input?.op !== 'value' || typeof input.args !== 'string') return [];
      if (name === 'date' && dateOf(input.args) === undefined) return [noDate(input)];
      if (name !== 'duration' || /^-?(\d+(\.\d+)?(h|m|s|ms))+$/.test(input.args)) return [];
      return [
        {
          offset: input.start,
          message: `${shown(input)} is no length of time`,
          hint: "like `duration('36h')`; a week is `168h`",
        },
      ];
    }
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const [left, right] = node.args;
      return [...wrongBeside(left, right, scope), ...wrongBeside(right, left, scope)];
    }
    default:
      return [];
  }
};

const wrongBeside = (word: ASTNode, other: ASTNode, scope: ConditionScope): readonly ConditionProblem[] => {
  if (plainType(other) === 'a date' && plainType(word) === 'text') {
    return word.op === 'value' && dateOf(word.args) !== undefined ? [] : [noDate(word)];
  }
  if (word.op !== 'value' || typeof word.args !== 'string' || other.op !== '.') return [];
  const [owner, field] = other.args;
  if (owner.op !== 'id') return [];
  const known = wordsFor(owner.args, field, scope);
  if (known === undefined || known.includes(word.args)) return [];
  return [withHint({ offset: word.start, message: `${shown(word)} is never what this is` }, didYouMean(word.args, known))];
};

const wordsFor = (owner: string, field: string, scope: ConditionScope): readonly string[] | undefined => {
  if (owner === 'subscriptions') return ['subscribed', 'unsubscribed'];
  if (field !== 'name') return undefined;
  return owner === 'event' || owner === 'reply' ? scope[owner] : undefined;
};

const noDate = (node: ASTNode): ConditionProblem => ({
  offset: node.start,
  message: `${node.op === 'value' ? shown(node) : 'this'} is no date`,
  hint: "a date is written like '2026-12-24' or '2026-12-24T18:00:00Z'",
});

const shown = (node: ASTNode): string => `\`${node.input.slice(node.start, node.end)}\``;
