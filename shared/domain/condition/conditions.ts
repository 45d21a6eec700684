import type { ParseResult } from '@marcbachmann/cel-js';
import { ownEntry } from '#shared/domain/profile/own-entry.ts';
import type { Json } from '#shared/events/json.ts';
import { once } from '#shared/events/once.ts';
import { answeringEnvironment, NoAnswer, setNow } from './environment.ts';
import { isUnusable, jsonOf } from './fact-values.ts';
import { type FactSource, type Facts, factOf, gatherFacts, nameOf, sayMissing, withoutRepetition } from './gather-facts.ts';
import { parseCondition, prepareToAnswer } from './parse-condition.ts';
import type { Reference } from './references.ts';
import type { Vocabulary } from './vocabulary.ts';

export type { Facts } from './gather-facts.ts';

/** Whether a condition holds. */
export interface Verdict {
  readonly holds: boolean;
  /** Why it could not be answered, where it could not, without any value of the customer's; then `holds` is false. */
  readonly unknown?: string;
}

/** Answers conditions. No method throws, and none takes long, whatever the text and the facts. */
export interface Conditions {
  holds(text: string, facts: Facts): Verdict;
  /** What an expression gives; undefined where that is unknown. */
  value(text: string, facts: Facts): Json | undefined;
  /** The facts an expression asks about: `{ 'traits.plan': 'pro', 'orders.count': 3 }`; unknown ones are null. */
  valuesOf(text: string, facts: Facts): Readonly<Record<string, Json>>;
}

export interface ConditionsSetting {
  /** Name → CEL about the customer that gives a number. */
  readonly scores: Readonly<Record<string, string>>;
  /** ISO 4217: the currency of `orders.revenue`. */
  readonly currency: string;
  /** The declared types. What is not declared is taken as it comes. */
  readonly vocabulary?: Pick<Vocabulary, 'traits' | 'events'> | undefined;
}

type Answer = { readonly value: unknown } | { readonly unknown: string };

type Known = { readonly expression: ParseResult; readonly references: readonly Reference[] } | { readonly refused: string };

/** More expressions than any project has; beyond that, the one that was asked longest ago is read again. */
const keptExpressions = 1_000;

export const createConditions = ({ scores, currency, vocabulary }: ConditionsSetting): Conditions => {
  // Made with the first question: a function whose files hold no condition starts without it.
  const environment = once(answeringEnvironment);
  const kept = new Map<string, Known>();

  const known = (text: string): Known => {
    const there = kept.get(text);
    if (there !== undefined) {
      // The order matters only to those that fill it.
      if (kept.size >= keptExpressions) {
        kept.delete(text);
        kept.set(text, there);
      }
      return there;
    }
    const [oldest] = kept.keys();
    if (kept.size >= keptExpressions && oldest !== undefined) kept.delete(oldest);
    const read = readExpression(text);
    kept.set(text, read);
    return read;
  };

  const readExpression = (text: string): Known => {
    try {
      const { expression, references, refusals } = parseCondition(text, environment());
      const [refusal] = refusals;
      if (refusal !== undefined) return { refused: refusal.message };
      prepareToAnswer(expression.ast, environment());
      return { expression, references: withoutRepetition(references) };
    } catch {
      return { refused: 'it is no expression' };
    }
  };

  /** Scores are worked out when they are asked for, once per question; one that asks for itself is unknown. */
  const sourceOf = (facts: Facts): FactSource => {
    const worked = new Map<string, number | undefined>();
    const score = (name: string): number | undefined => {
      if (worked.has(name)) return worked.get(name);
      worked.set(name, undefined);
      const text = ownEntry(scores, name);
      if (text === undefined) return undefined;
      const answer = answerTo(text, { ...source, facts: { profile: facts.profile, now: facts.now } });
      const value = 'value' in answer ? jsonOf(answer.value) : undefined;
      const number = typeof value === 'number' ? value : undefined;
      worked.set(name, number);
      return number;
    };
    const source: FactSource = { facts, currency, vocabulary, score };
    return source;
  };

  const answerTo = (text: string, source: FactSource): Answer => {
    const read = known(text);
    if ('refused' in read) return { unknown: read.refused };
    const { variables, missing } = gatherFacts(source, read.references);
    setNow(source.facts.now);
    try {
      return { value: read.expression({ ...variables }) };
    } catch (error) {
      if (missing !== undefined) return { unknown: sayMissing(missing) };
      return { unknown: error instanceof NoAnswer ? error.message : 'the facts do not fit what is asked' };
    }
  };

  return {
    holds(text, facts) {
      const answer = answerTo(text, sourceOf(facts));
      if ('unknown' in answer) return { holds: false, unknown: answer.unknown };
      if (typeof answer.value === 'boolean') return { holds: answer.value };
      return { holds: false, unknown: 'it gives neither true nor false' };
    },
    value(text, facts) {
      const answer = answerTo(text, sourceOf(facts));
      return 'unknown' in answer ? undefined : jsonOf(answer.value);
    },
    valuesOf(text, facts) {
      const read = known(text);
      if ('refused' in read) return {};
      const source = sourceOf(facts);
      return Object.fromEntries(
        read.references
          .filter(({ root }) => root !== 'now')
          .map((reference) => {
            const fact = factOf(source, reference);
            return [nameOf(reference), isUnusable(fact) ? null : (jsonOf(fact) ?? null)] as const;
          }),
      );
    },
  };
};
