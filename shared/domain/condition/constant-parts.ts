import { type ASTNode, serialize } from '@marcbachmann/cel-js';
import { emptyProfile } from '#shared/domain/profile/profile.ts';
import { once } from '#shared/events/once.ts';
import { createConditions } from './conditions.ts';
import { contradictionIn } from './contradiction.ts';
import type { ConditionProblem } from './explain-mistake.ts';
import { childrenOf, type Reference } from './references.ts';

/**
 * The parts of a decision that decide nothing, because they come out the same whatever is known of whomever: `1 == 1`, and
 * `orders.count > 5 && orders.count < 3`.
 */
export const constantParts = (ast: ASTNode, references: readonly Reference[]): readonly ConditionProblem[] => {
  const outcome = outcomeOf(ast, references);
  if (outcome !== undefined) return [{ offset: ast.start, ...words[outcome], hint: insteadOf[outcome] }];
  return partsOf(ast, references);
};

type Outcome = 'always' | 'never';

const words: Readonly<Record<Outcome, { readonly message: string }>> = {
  always: { message: 'this always holds, whatever is known of the customer' },
  never: { message: 'this never holds, whatever is known of the customer' },
};

const insteadOf: Readonly<Record<Outcome, string>> = {
  always: 'leave the condition out, or ask about the customer, like `orders.count > 0`',
  never: 'leave out what depends on it, or ask about the customer, like `orders.count > 0`',
};

const partsOf = (node: ASTNode, references: readonly Reference[]): readonly ConditionProblem[] => {
  const contradiction = contradictionIn(node);
  const inside = joinedBy(node).flatMap((part): readonly ConditionProblem[] => {
    const outcome = outcomeOf(part, references);
    return outcome === undefined
      ? partsOf(part, references)
      : [{ offset: part.start, ...words[outcome], hint: 'leave this part out' }];
  });
  return contradiction === undefined ? inside : [contradiction, ...inside];
};

/** The parts of a decision that are decisions themselves. */
const joinedBy = (node: ASTNode): readonly ASTNode[] =>
  node.op === '&&' || node.op === '||' || node.op === '!_' || node.op === '?:' ? childrenOf(node) : [];

const outcomeOf = (node: ASTNode, references: readonly Reference[]): Outcome | undefined => {
  if (isConstant(node, references)) return holds(node) ? 'always' : 'never';
  const parts = joinedBy(node).map((part) => outcomeOf(part, references));
  switch (node.op) {
    case '&&':
      if (parts.includes('never')) return 'never';
      return parts.every((part) => part === 'always') ? 'always' : undefined;
    case '||':
      if (parts.includes('always')) return 'always';
      return parts.every((part) => part === 'never') ? 'never' : undefined;
    case 'in':
      return node.args[1].op === 'list' && node.args[1].args.length === 0 ? 'never' : undefined;
    case '!_':
      return parts[0] && (parts[0] === 'always' ? 'never' : 'always');
    default:
      return undefined;
  }
};

/** Whether it asks about nothing: no fact, and not the time. */
const isConstant = (node: ASTNode, references: readonly Reference[]): boolean =>
  !asksForTime(node) && !references.some(({ offset }) => offset >= node.start && offset < node.end);

const asksForTime = (node: ASTNode): boolean =>
  (node.op === 'call' && (node.args[0] === 'daysSince' || node.args[0] === 'daysUntil')) || childrenOf(node).some(asksForTime);

const conditions = once(() => createConditions({ scores: {}, currency: '' }));

const holds = (node: ASTNode): boolean =>
  conditions().holds(serialize(node), { profile: emptyProfile('anon:nobody'), now: new Date(0) }).holds;
