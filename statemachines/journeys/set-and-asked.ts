import type { ASTNode } from '@marcbachmann/cel-js';
import { type Conditions, createConditions } from '#shared/domain/condition/conditions.ts';
import { baseEnvironment } from '#shared/domain/condition/environment.ts';
import { namesIn } from '#shared/domain/condition/names-in.ts';
import { parseCondition } from '#shared/domain/condition/parse-condition.ts';
import { emptyProfile, type Trait } from '#shared/domain/profile/profile.ts';
import { once } from '#shared/events/once.ts';
import type { TraitsSet } from './journey-links.ts';

/** What can be said of a condition when only some traits are known: neither, where it also asks for something else. */
export interface AfterSetting {
  readonly mayHold: boolean;
  readonly mayFail: boolean;
}

/**
 * What a condition says of customers right after some traits were set. All else about them is unknown, so that a condition is only ruled
 * out by one of the parts joined with `&&` that asks for nothing but these traits.
 */
export const afterSetting = (condition: string, traits: TraitsSet): AfterSetting => {
  const parts = partsOf(condition).map((part) => answer(part, traits));
  return { mayHold: !parts.includes('no'), mayFail: parts.length === 0 || parts.some((part) => part !== 'yes') };
};

/** The traits that a condition asks about, itself or by its scores. */
export const traitsAsked = (condition: string, scores: ReadonlyMap<string, string>): ReadonlySet<string> => {
  const asked = namesIn(condition);
  return new Set([...asked.traits, ...asked.scores.flatMap((score) => namesIn(scores.get(score) ?? '').traits)]);
};

const environment = once(baseEnvironment);
const conditions = once((): Conditions => createConditions({ scores: {}, currency: 'USD' }));

const partsOf = (condition: string): readonly string[] => {
  try {
    return leavesOf(parseCondition(condition, environment()).expression.ast);
  } catch {
    // No expression at all, which the check says.
    return [];
  }
};

const leavesOf = (node: ASTNode): readonly string[] =>
  node.op === '&&' ? node.args.flatMap(leavesOf) : [node.input.slice(node.start, node.end)];

const answer = (part: string, traits: TraitsSet): 'yes' | 'no' | 'unknown' => {
  const { references } = parseCondition(part, environment());
  const asksOnlyFor = references.every(({ root, keys: [key] }) => root === 'traits' && key && traits[key.name] !== undefined);
  if (references.length === 0 || !asksOnlyFor || namesIn(part).clock) return 'unknown';
  const known: Record<string, Trait> = {};
  for (const [trait, value] of Object.entries(traits)) if (value !== undefined) known[trait] = { value, at: '', by: '' };
  const profile = { ...emptyProfile('user:nobody'), traits: known };
  const { holds, unknown } = conditions().holds(part, { profile, now: new Date(0) });
  if (unknown !== undefined) return 'unknown';
  return holds ? 'yes' : 'no';
};
