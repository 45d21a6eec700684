import type { ASTNode } from '@marcbachmann/cel-js';
import { baseEnvironment } from '#shared/domain/condition/environment.ts';
import { namesIn } from '#shared/domain/condition/names-in.ts';
import { parseCondition } from '#shared/domain/condition/parse-condition.ts';
import { walk } from '#shared/domain/condition/references.ts';
import type { Profile } from '#shared/domain/profile/profile.ts';
import type { CompiledSegments } from '#shared/domain/segment/segment.ts';

/** Whether something is true of a profile. */
type Asks = (profile: Profile) => boolean;

/**
 * Whether time alone may move a customer into a segment or out of it. It cannot where nothing is known that the segment counts days from:
 * the condition was answered when the customer was last written, and the answer is still that. Of a population most have not ordered, and
 * need not be looked at every night.
 *
 * @returns undefined where time moves nobody.
 */
export const changesWithTime = ({ segments, scores }: CompiledSegments): Asks | undefined => {
  const asked = segments.flatMap(({ when }) => {
    const texts = [when, ...namesIn(when).scores.flatMap((name) => scores[name] ?? [])];
    return texts.some((text) => namesIn(text).clock) ? [mayChangeWithTime(when, texts)] : [];
  });
  return asked.length === 0 ? undefined : remembered((profile) => asked.some((each) => each(profile)));
};

/** Asked about the same profile every night: profiles are values. */
const remembered = (ask: Asks): Asks => {
  const known = new WeakMap<Profile, boolean>();
  return (profile) => {
    const before = known.get(profile);
    if (before !== undefined) return before;
    const answer = ask(profile);
    known.set(profile, answer);
    return answer;
  };
};

/** The same for one condition; `texts` are itself and the scores it asks for. */
export const mayChangeWithTime = (when: string, texts: readonly string[]): Asks => {
  if (!texts.some((text) => namesIn(text).clock)) return () => false;
  const guards = guardsOf(when);
  const hasAll: Asks = ({ traits }) => guards.every((name) => Object.hasOwn(traits, name));
  if (texts.some((text) => /\bnow\b/.test(text))) return hasAll;
  const names = texts.map(namesIn);
  const traits = [...new Set(names.flatMap((each) => each.traits))];
  const events = [...new Set(names.flatMap((each) => each.events))];
  const asksForOrders = texts.some((text) => /\borders\b/.test(text));
  return (profile) =>
    hasAll(profile) &&
    ((asksForOrders && profile.orders.last !== undefined) ||
      traits.some((name) => Object.hasOwn(profile.traits, name)) ||
      events.some((name) => Object.hasOwn(profile.events, name)));
};

/** The traits without which a condition cannot hold: those of `has(traits.birthday) && …`. */
const guardsOf = (text: string): readonly string[] => {
  const conjuncts = (node: ASTNode): readonly ASTNode[] => (node.op === '&&' ? node.args.flatMap(conjuncts) : [node]);
  try {
    return conjuncts(parseCondition(text, baseEnvironment()).expression.ast)
      .filter((node) => node.op === 'call' && node.args[0] === 'has')
      .flatMap((node) => walk(node).references)
      .flatMap(({ root, keys }) => (root === 'traits' ? keys.slice(0, 1).map(({ name }) => name) : []));
  } catch {
    return [];
  }
};
