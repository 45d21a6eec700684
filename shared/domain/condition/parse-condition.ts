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

/**
 * Makes an expression ready to be answered. Each division asks first whether it divides by zero, which has no answer: JavaScript would give
 * infinity. A text that is made a number must be one. And what counts gives an ordinary number: whole ones of CEL divide without a rest, and
 * are not found among others.
 */
export const prepareToAnswer = (node: ASTNode, environment: Environment): void => {
  for (const child of childrenOf(node)) prepareToAnswer(child, environment);
  if (node.op === 'call' && node.args[0] === 'double') Object.assign(node, { args: ['numberIn', node.args[1]] });
  replaceChildren(node, (child) => (counts(child) ? calling('numberIn', child, environment) : child));
  if (node.op !== '/' && node.op !== '%') return;
  Object.assign(node, { args: [node.args[0], calling('nonZero', node.args[1], environment)] });
};

const calling = (name: string, input: ASTNode, environment: Environment): ASTNode => {
  const call = environment.parse(`${name}(1)`).ast;
  return Object.assign(call, { args: [name, [input]] });
};

const counting: ReadonlySet<string> = new Set(['size', 'getFullYear', 'getMonth', 'getDate', 'getDayOfWeek', 'getHours']);

const counts = (node: ASTNode): boolean => (node.op === 'call' || node.op === 'rcall') && counting.has(node.args[0]);

/** A place in a list remains whole. */
const replaceChildren = (node: ASTNode, replaced: (child: ASTNode) => ASTNode): void => {
  switch (node.op) {
    case 'value':
    case 'id':
    case '.':
    case '.?':
    case '[]':
    case '[?]':
    case 'map':
      return;
    case 'call':
      Object.assign(node, { args: [node.args[0], node.args[1].map(replaced)] });
      return;
    case 'rcall':
      Object.assign(node, { args: [node.args[0], node.args[1], node.args[2].map(replaced)] });
      return;
    case '!_':
    case '-_':
      Object.assign(node, { args: replaced(node.args) });
      return;
    default:
      Object.assign(node, { args: node.args.map(replaced) });
  }
};
