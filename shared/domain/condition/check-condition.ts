import type { ASTNode, Environment } from '@marcbachmann/cel-js';
import { didYouMean, nearest } from '#shared/domain/marketing/did-you-mean.ts';
import { ownEntry } from '#shared/domain/profile/own-entry.ts';
import type { ConditionScope, Result } from './condition-scope.ts';
import { constantParts } from './constant-parts.ts';
import { baseEnvironment } from './environment.ts';
import { type ConditionProblem, explainTypes, explainUnreadable, plainTypeName, withHint } from './explain-mistake.ts';
import { dateOf } from './fact-dates.ts';
import { fieldsOf, functions, methods, roots } from './language.ts';
import { type ParsedCondition, parseCondition } from './parse-condition.ts';
import { plainTypeOf } from './plain-types.ts';
import type { Named, Reference, Refusal } from './references.ts';
import { isUnclear, type PropertyType, type Vocabulary } from './vocabulary.ts';
import { isToldByItems, wrongWords } from './wrong-words.ts';

export type { ConditionScope, Split } from './condition-scope.ts';
export type { ConditionProblem } from './explain-mistake.ts';

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
  const wanted = scope.result ?? 'decision';
  const typed = leavesOf(expression.ast, wanted).flatMap((leaf) => checkLeaf(leaf, environment, named));
  const problems = [...named, ...typed, ...wrongWords(expression.ast, scope)];
  const decided = problems.length === 0 && wanted === 'decision' ? constantParts(expression.ast, references) : [];
  return [...problems, ...decided].sort((a, b) => a.offset - b.offset).filter(isFirst);
};

const isFirst = (problem: ConditionProblem, index: number, all: readonly ConditionProblem[]): boolean =>
  all.findIndex(({ offset, message }) => offset === problem.offset && message === problem.message) === index;

const explainRefusal = ({ offset, message, hint, unknown }: Refusal, scope: ConditionScope): ConditionProblem => {
  const meant = hint ?? (unknown && hintFor(unknown.name, namesOfKind(unknown, scope), 'docs/conditions.md has them all'));
  if (unknown?.kind !== 'word' || meant?.startsWith('did you mean') === true) return withHint({ offset, message }, meant);
  const { name } = unknown;
  const answer = answers.get(name.toLowerCase());
  return { offset, message, hint: answer ?? `text stands between quotation marks: \`'${name}'\`` };
};

const answers = new Map([
  ['yes', 'write `true`'],
  ['true', 'write `true`'],
  ['no', 'write `false`'],
  ['false', 'write `false`'],
]);

const namesOfKind = ({ kind }: NonNullable<Refusal['unknown']>, scope: ConditionScope): readonly string[] => {
  if (kind === 'function') return functions;
  return kind === 'method' ? methods : roots.filter((root) => isThere(root, scope));
};

const isThere = (root: string, scope: ConditionScope): boolean => {
  if (root === 'event') return scope.event !== undefined;
  if (root === 'reply') return scope.reply !== undefined;
  return root === 'run' ? scope.run === true : true;
};

/** The names in a reference that nothing is known by. */
const wrongNames = (reference: Reference, scope: ConditionScope): readonly ConditionProblem[] => {
  const { root, keys, offset } = reference;
  if (!isThere(root, scope)) return [{ offset, message: whyAbsent(root) }];
  const { vocabulary } = scope;
  const [first, second] = keys;
  if (first === undefined) return [];
  switch (root) {
    case 'traits':
      if (isUnclear(vocabulary, 'traits', first.name)) return [];
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
    case 'run': {
      const wrong = unknownName(first, 'field of `run`', fieldsOf.run);
      if (wrong.length > 0 || second === undefined || scope.splits === undefined) return wrong;
      const split = scope.splits.find(({ names }) => names.includes(second.name));
      if (split !== undefined) return split.isAhead === true ? [drawnLater(second)] : [];
      const known = scope.splits.flatMap(({ names }) => names.slice(0, 1));
      return unknownName(second, 'split', known, 'this journey has no `split`');
    }
    case 'subscriptions': {
      // Of other channels consent may be told too, and nobody declares them.
      const meant = first.name === 'email' ? undefined : nearest(first.name, ['email']);
      return meant === undefined ? [] : unknownName(first, 'channel', [meant]);
    }
    case 'events': {
      const events = Object.keys(vocabulary.events);
      const wrong = isUnclear(vocabulary, 'events', first.name)
        ? []
        : unknownName(first, 'event', events, 'declare it under `events` in marketing/vocabulary.yaml');
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

const drawnLater = ({ name, offset }: Named): ConditionProblem => ({
  offset,
  message: `nobody has a variant of \`${name}\` here: the split comes later, or on another way`,
  hint: 'ask for it in the steps after the `split`, or in those of its variants',
});

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
    if (properties === undefined || isUnclear(vocabulary, 'events', name)) return 'anything';
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
  readonly wanted: Result;
}

/** The parts that are joined by `&&`, `||` and `!`: each can be checked for itself, so that one mistake does not hide the next. */
const leavesOf = (node: ASTNode, wanted: Result): readonly Leaf[] => {
  const isYesOrNo = wanted === 'decision' || wanted === 'yes or no' || wanted === 'any';
  switch (node.op) {
    case '&&':
    case '||':
      if (isYesOrNo) return node.args.flatMap((part) => leavesOf(part, 'decision'));
      break;
    case '!_':
      if (isYesOrNo) return leavesOf(node.args, 'decision');
      break;
    case '?:':
      if (wanted === 'any') break;
      return [...leavesOf(node.args[0], 'decision'), ...leavesOf(node.args[1], wanted), ...leavesOf(node.args[2], wanted)];
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
  if (!checked.valid) return isToldByItems(checked.error) ? [] : [explainTypes(checked.error)];
  const type = /^list<(.*)>$/.exec(checked.type ?? '')?.[1] ?? 'dyn';
  if (type === 'dyn' || wanted === 'any') return [];
  const plain = plainTypeName(type);
  if (wanted !== 'decision') {
    if (plain === plainTypeOf[wanted] || isWrittenDate(node, wanted)) return [];
    const message = `this gives ${plain}; it must give ${plainTypeOf[wanted]}`;
    return [withHint({ offset: node.start, message }, conversions.get(`${plain} → ${wanted}`))];
  }
  if (plain === 'yes or no') return [];
  const hint = examplesByType.get(plain);
  return [withHint({ offset: node.start, message: `this gives ${plain}; a condition must be true or false` }, hint)];
};

const isWrittenDate = (node: ASTNode, wanted: Result): boolean =>
  wanted === 'date' && node.op === 'value' && dateOf(node.args) !== undefined;

/** How one type becomes another. */
const conversions = new Map([
  ['a number → text', '`string(…)` makes text of a number'],
  ['text → number', '`double(…)` makes a number of text'],
  ['text → date', '`date(…)` makes a date of text'],
]);

const examplesByType = new Map([
  ['a number', 'compare it, like `orders.count > 3`'],
  ['text', "compare it, like `traits.plan == 'pro'`; `has(traits.plan)` asks whether it is known"],
  ['a date', 'compare it, like `daysSince(orders.last) > 90`'],
  ['a list', "ask for an item, like `'ovens' in traits.interests`"],
]);
