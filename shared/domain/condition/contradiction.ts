import { type ASTNode, serialize } from '@marcbachmann/cel-js';
import { type ConditionProblem, shown } from './explain-mistake.ts';
import { nameOf } from './gather-facts.ts';
import { chainOf } from './references.ts';

/**
 * The first of the parts joined by `&&` that cannot hold together with an earlier one, or of those joined by `||` one of which always
 * does. Only what is said of the same fact is compared, and only with values that are written out.
 */
export const contradictionIn = (node: ASTNode): ConditionProblem | undefined => {
  if (node.op !== '&&' && node.op !== '||') return undefined;
  const isAnd = node.op === '&&';
  const earlier: (Claim & { readonly part: ASTNode })[] = [];
  for (const part of joined(node, node.op)) {
    const claim = claimOf(part);
    if (claim === undefined) continue;
    // Where neither of two contraries is the case, one of the two always is.
    const meant = isAnd ? claim : { ...claim, isDenied: !claim.isDenied };
    const against = earlier.find((other) => other.fact === meant.fact && areContrary(other, meant));
    if (against !== undefined) {
      return isAnd
        ? {
            offset: part.start,
            message: `${shown(part)} never holds together with ${shown(against.part)}`,
            hint: 'for either of the two write `||`',
          }
        : {
            offset: part.start,
            message: `${shown(part)} or ${shown(against.part)} always holds, where \`${claim.fact}\` is known`,
            hint: `for both of the two write \`&&\`; \`has(${claim.fact})\` asks whether it is known`,
          };
    }
    earlier.push({ ...meant, part });
  }
  return undefined;
};

const joined = (node: ASTNode, op: '&&' | '||'): readonly ASTNode[] =>
  node.op === op ? [...joined(node.args[0], op), ...joined(node.args[1], op)] : [node];

type Written = string | number | boolean;
type Bound = '<' | '<=' | '>' | '>=';

/** Something that is said of a fact: that it is one of some values, or beyond a bound; or that it is not. */
interface Claim {
  readonly fact: string;
  readonly isDenied: boolean;
  readonly said: { readonly values: readonly Written[] } | { readonly bound: Bound; readonly than: number };
}

const claimOf = (node: ASTNode): Claim | undefined => {
  switch (node.op) {
    case '!_': {
      const claim = claimOf(node.args);
      return claim && { ...claim, isDenied: !claim.isDenied };
    }
    case '==':
    case '!=': {
      const [left, right] = node.args;
      const [fact, value] = writtenIn(left) === undefined ? [left, right] : [right, left];
      const written = writtenIn(value);
      if (written === undefined || !isFact(fact)) return undefined;
      return { fact: nameOfFact(fact), isDenied: node.op === '!=', said: { values: [written] } };
    }
    case 'in': {
      const [fact, list] = node.args;
      if (list.op !== 'list' || !isFact(fact)) return undefined;
      const values = list.args.map(writtenIn).filter((value) => value !== undefined);
      return values.length === list.args.length ? { fact: nameOfFact(fact), isDenied: false, said: { values } } : undefined;
    }
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const [left, right] = node.args;
      const [fact, value, bound] = writtenIn(left) === undefined ? [left, right, node.op] : [right, left, turned[node.op]];
      const than = writtenIn(value);
      if (typeof than !== 'number' || !isFact(fact)) return undefined;
      return { fact: nameOfFact(fact), isDenied: false, said: { bound, than } };
    }
    default:
      return isFact(node) ? { fact: nameOfFact(node), isDenied: false, said: { values: [true] } } : undefined;
  }
};

const turned: Readonly<Record<Bound, Bound>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** What has a value of its own: a fact, or something worked out of facts. `has(…)` asks whether there is one, which is another matter. */
const isFact = (node: ASTNode): boolean =>
  node.op === '.' || node.op === '[]' || node.op === 'rcall' || (node.op === 'call' && node.args[0] !== 'has');

/** Alike for whatever is the same, however it is written: `traits.plan` and `traits['plan']`. */
const nameOfFact = (node: ASTNode): string => {
  const reference = chainOf(node);
  return reference === undefined ? serialize(node) : nameOf(reference, reference.keys.length);
};

const writtenIn = (node: ASTNode): Written | undefined => {
  if (node.op === '-_') {
    const value = writtenIn(node.args);
    return typeof value === 'number' ? -value : undefined;
  }
  if (node.op !== 'value') return undefined;
  return typeof node.args === 'string' || typeof node.args === 'number' || typeof node.args === 'boolean' ? node.args : undefined;
};

/** Whether no value fits both. Values and bounds are few, so it is enough to try those between which anything can change. */
const areContrary = (one: Claim, other: Claim): boolean =>
  ![...candidatesOf(one), ...candidatesOf(other)].some((value) => fits(one, value) && fits(other, value));

const candidatesOf = ({ said }: Claim): readonly Written[] => {
  if ('bound' in said) return [said.than - tiny, said.than, said.than + tiny];
  // Anything else than what is written: the other answer, or another word or number.
  const [first] = said.values;
  if (typeof first === 'boolean') return [true, false];
  return [
    ...said.values,
    typeof first === 'number' ? Math.max(...said.values.map(Number)) + 1 : `not ${said.values.join(' or ')}`,
  ];
};

/** Between two numbers that somebody writes there is a third. */
const tiny = 1e-6;

const fits = ({ said, isDenied }: Claim, value: Written): boolean => {
  const isSaid = 'values' in said ? said.values.includes(value) : beyond[said.bound](Number(value), said.than);
  return isSaid !== isDenied;
};

const beyond: Readonly<Record<Bound, (value: number, than: number) => boolean>> = {
  '<': (value, than) => value < than,
  '<=': (value, than) => value <= than,
  '>': (value, than) => value > than,
  '>=': (value, than) => value >= than,
};
