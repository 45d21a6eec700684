import type { ASTNode, Environment, ParseResult } from '@marcbachmann/cel-js';
import { limits, loops } from './language.ts';
import { childrenOf, type Reference, type Refusal, walk } from './references.ts';

/** An expression that was read, with what it asks about, or with what in it is not of the language. */
export interface ParsedCondition {
  readonly expression: ParseResult;
  readonly references: readonly Reference[];
  readonly refusals: readonly Refusal[];
}

/** @throws ParseError of cel-js where the text is no expression. */
export const parseCondition = (text: string, environment: Environment): ParsedCondition => {
  if (text.length > limits.textLength) throw new RangeError(`a condition may have ${limits.textLength} characters`);
  const expression = environment.parse(text);
  const { references, refusals } = walk(expression.ast);
  makeNumbersAlike(expression.ast);
  return { expression, references, refusals };
};

/**
 * CEL tells whole numbers from others and will not look for one among the other. Facts are JSON, which does not, so the whole numbers
 * written in an expression become ordinary ones; a place in a list remains whole.
 */
const makeNumbersAlike = (node: ASTNode): void => {
  if (node.op === 'value' && typeof node.args === 'bigint') Object.assign(node, { args: Number(node.args) });
  if (node.op === '[]' && node.args[1].op === 'value') {
    makeNumbersAlike(node.args[0]);
    return;
  }
  // The item's name in a loop is no expression.
  if (node.op === 'rcall' && loops.has(node.args[0])) {
    for (const child of [node.args[1], ...node.args[2].slice(1)]) makeNumbersAlike(child);
    return;
  }
  for (const child of childrenOf(node)) makeNumbersAlike(child);
};

/** Lets each division ask first whether it divides by zero, which has no answer: JavaScript would give infinity. */
export const guardDivisions = (node: ASTNode, environment: Environment): void => {
  for (const child of childrenOf(node)) guardDivisions(child, environment);
  if (node.op !== '/' && node.op !== '%') return;
  const guard = environment.parse('nonZero(1)').ast;
  Object.assign(guard, { args: ['nonZero', [node.args[1]]] });
  Object.assign(node, { args: [node.args[0], guard] });
};
