import type { Environment } from '@marcbachmann/cel-js';
import { baseEnvironment } from './environment.ts';
import type { Root } from './language.ts';
import { parseCondition } from './parse-condition.ts';
import type { Reference, Walked } from './references.ts';

/** The names that an expression asks about, each once. */
export interface NamesInCondition {
  readonly traits: readonly string[];
  /** Names in `events['…']`. */
  readonly events: readonly string[];
  readonly segments: readonly string[];
  readonly scores: readonly string[];
  /** Properties of `event`. */
  readonly properties: readonly string[];
  /** Properties of `reply`. */
  readonly replyProperties: readonly string[];
  /** Whether the answer may change by time alone: it asks for `now`, `daysSince` or `daysUntil`. */
  readonly clock: boolean;
}

/** Without those of a text that is no expression. */
export const namesIn = (text: string): NamesInCondition => {
  const references = read(text)?.references ?? [];
  return {
    traits: keysOf(references, 'traits'),
    events: keysOf(references, 'events'),
    segments: keysOf(references, 'segments'),
    scores: keysOf(references, 'scores'),
    properties: propertiesOf(references, 'event'),
    replyProperties: propertiesOf(references, 'reply'),
    clock: references.some(({ root }) => root === 'now') || /\bdays(Since|Until)\s*\(/.test(text),
  };
};

let environment: Environment | undefined;

const read = (text: string): Walked | undefined => {
  environment ??= baseEnvironment();
  try {
    return parseCondition(text, environment);
  } catch {
    return undefined;
  }
};

const keysOf = (references: readonly Reference[], root: Root): readonly string[] =>
  unique(references.flatMap((reference) => (reference.root === root ? reference.keys.slice(0, 1) : [])));

const propertiesOf = (references: readonly Reference[], root: 'event' | 'reply'): readonly string[] =>
  unique(references.flatMap(({ root: of, keys }) => (of === root && keys[0]?.name === 'properties' ? keys.slice(1, 2) : [])));

const unique = (keys: readonly { readonly name: string }[]): readonly string[] => [...new Set(keys.map(({ name }) => name))];
