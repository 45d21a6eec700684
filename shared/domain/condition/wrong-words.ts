import { type ASTNode, TypeError as TypeMistake } from '@marcbachmann/cel-js';
import { didYouMean } from '#shared/domain/marketing/did-you-mean.ts';
import { ownEntry } from '#shared/domain/profile/own-entry.ts';
import { readTimeZone } from '#shared/domain/time/time-zone.ts';
import type { ConditionScope } from './condition-scope.ts';
import { type ConditionProblem, plainType, shown, withHint } from './explain-mistake.ts';
import { dateOf } from './fact-dates.ts';
import { chainOf, childrenOf } from './references.ts';

/** Texts that are no dates or lengths of time, and values that what they are compared with never is. Needs the types that were found. */
export const wrongWords = (node: ASTNode, scope: ConditionScope): readonly ConditionProblem[] => [
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
      const message = `${shown(input)} is no length of time`;
      return [{ offset: input.start, message, hint: "like `duration('36h')`; a week is `168h`" }];
    }
    case 'rcall': {
      const [name, , [zone]] = node.args;
      const isZone = zone?.op !== 'value' || typeof zone.args !== 'string' || isTimeZone(zone.args);
      if (isZone || !Object.hasOwn(ranges, name)) return [];
      const hint = `like \`${name}('Europe/Berlin')\``;
      return [{ offset: zone.start, message: `there is no time zone ${shown(zone)}`, hint }];
    }
    case '/':
    case '%': {
      const [, divisor] = node.args;
      if (divisor.op !== 'value' || Number(divisor.args) !== 0) return [];
      return [{ offset: divisor.start, message: 'a division by zero has no answer' }];
    }
    case '==':
    case '!=': {
      const [left, right] = node.args;
      return [
        ...wrongBeside(left, right, scope),
        ...wrongBeside(right, left, scope),
        ...beyondRange(left, right),
        ...beyondRange(right, left),
      ];
    }
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const [left, right] = node.args;
      return [...wrongBeside(left, right, scope), ...wrongBeside(right, left, scope)];
    }
    case 'in': {
      const [item, list] = node.args;
      return list.op === 'list' ? list.args.flatMap((one) => [...wrongInList(one, item, scope), ...beyondRange(one, item)]) : [];
    }
    default:
      return [];
  }
};

/** What the parts of a date can be, the least and the most. */
const ranges: Readonly<Record<string, readonly [least: number, most: number, hint?: string] | undefined>> = {
  getFullYear: [-271_821, 275_760],
  getMonth: [0, 11, 'January is 0, and December 11'],
  getDate: [1, 31],
  getDayOfWeek: [0, 6, 'Sunday is 0, and Saturday 6'],
  getHours: [0, 23],
};

const beyondRange = (word: ASTNode, other: ASTNode): readonly ConditionProblem[] => {
  if (word.op !== 'value' || typeof word.args !== 'number' || other.op !== 'rcall') return [];
  const range = Object.hasOwn(ranges, other.args[0]) ? ranges[other.args[0]] : undefined;
  if (range === undefined) return [];
  const [least, most, hint = `it is ${least} to ${most}`] = range;
  if (word.args >= least && word.args <= most) return [];
  return [{ offset: word.start, message: `${shown(word)} is never what this is`, hint }];
};

/** By its name, or as hours from UTC. */
const isTimeZone = (text: string): boolean =>
  (readTimeZone(text) !== undefined && text === text.trim()) || /^[+-]\d\d:\d\d$/.test(text);

const wrongBeside = (word: ASTNode, other: ASTNode, scope: ConditionScope): readonly ConditionProblem[] => {
  if (plainType(other) === 'a date' && plainType(word) === 'text') {
    return word.op === 'value' && dateOf(word.args) !== undefined ? [] : [noDate(word)];
  }
  return neverThat(word, other, scope);
};

/** A list may hold values of several types; one of them that the other side cannot be is there in vain. */
const wrongInList = (one: ASTNode, item: ASTNode, scope: ConditionScope): readonly ConditionProblem[] => {
  if (!areOfTwoTypes(one, item)) return neverThat(one, item, scope);
  const wanted = typeOf(item);
  const message = `${shown(one)} is ${typeOf(one)}, and ${shown(item)} is ${wanted}: it is never that`;
  return [withHint({ offset: one.start, message }, one.op === 'value' ? rewritten(one.args, wanted) : undefined)];
};

/** Whether what is wrong with types is told of the items of a list, one by one. */
export const isToldByItems = (error: unknown): boolean => {
  const node = error instanceof TypeMistake ? error.node : undefined;
  if (node?.op !== 'in' || node.args[1].op !== 'list') return false;
  const [item, list] = node.args;
  return list.args.some((one) => areOfTwoTypes(one, item));
};

const areOfTwoTypes = (one: ASTNode, other: ASTNode): boolean => {
  const type = typeOf(one);
  const otherType = typeOf(other);
  return type !== undefined && otherType !== undefined && type !== otherType;
};

/** A value as it would be written for another type, where that can be told. */
const rewritten = (value: unknown, wanted: string | undefined): string | undefined => {
  if (wanted === 'text') return `write \`'${String(value)}'\``;
  if (wanted === 'a date' && dateOf(value) !== undefined) return `write \`date('${String(value)}')\``;
  if (wanted === 'yes or no') return 'write `true` or `false`';
  const isNumber = wanted === 'a number' && typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value));
  return isNumber ? `write \`${value.trim()}\`` : undefined;
};

const typeOf = (node: ASTNode): string | undefined => {
  if (node.op !== 'value') {
    const type = plainType(node);
    return type?.startsWith('something') ? undefined : type;
  }
  switch (typeof node.args) {
    case 'string':
      return 'text';
    case 'boolean':
      return 'yes or no';
    default:
      return 'a number';
  }
};

const neverThat = (word: ASTNode, other: ASTNode, scope: ConditionScope): readonly ConditionProblem[] => {
  if (word.op !== 'value' || typeof word.args !== 'string') return [];
  const known = wordsFor(other, scope);
  if (known === undefined || known.includes(word.args)) return [];
  return [withHint({ offset: word.start, message: `${shown(word)} is never what this is` }, didYouMean(word.args, known))];
};

/** All that a fact can be, where that is known. */
const wordsFor = (node: ASTNode, scope: ConditionScope): readonly string[] | undefined => {
  const fact = chainOf(node);
  if (fact === undefined) return undefined;
  const [first, second, ...deeper] = fact.keys.map(({ name }) => name);
  if (first === undefined || deeper.length > 0) return undefined;
  switch (fact.root) {
    case 'subscriptions':
      return ['subscribed', 'unsubscribed'];
    case 'event':
    case 'reply':
      if (first === 'name') return scope[fact.root];
      return first === 'properties' && second !== undefined ? wordsOfProperty(second, scope[fact.root] ?? [], scope) : undefined;
    case 'run':
      return first === 'variants' ? scope.splits?.find(({ names }) => names.includes(second ?? ''))?.variants : undefined;
    default:
      return undefined;
  }
};

/** Of several events that may have the property, none may leave it open. */
const wordsOfProperty = (
  property: string,
  events: readonly string[],
  { vocabulary }: ConditionScope,
): readonly string[] | undefined => {
  const having = events.filter((name) => {
    const properties = ownEntry(vocabulary.events, name);
    return properties === undefined || ownEntry(properties, property) !== undefined;
  });
  const words = having.map((name) => ownEntry(ownEntry(vocabulary.words ?? {}, name) ?? {}, property));
  return words.length === 0 || words.includes(undefined) ? undefined : words.flatMap((each) => each ?? []);
};

const noDate = (node: ASTNode): ConditionProblem => ({
  offset: node.start,
  message: `${node.op === 'value' ? shown(node) : 'this'} is no date`,
  hint: "a date is written like '2026-12-24' or '2026-12-24T18:00:00Z'",
});
