import { type ASTNode, ParseError, TypeError as TypeMistake } from '@marcbachmann/cel-js';
import { limits } from './language.ts';

/** A mistake in a condition. `offset` counts characters from the start of its text. */
export interface ConditionProblem {
  readonly offset: number;
  readonly message: string;
  readonly hint?: string;
}

export const withHint = (problem: ConditionProblem, hint: string | undefined): ConditionProblem =>
  hint === undefined ? problem : { ...problem, hint };

/** An expression as it is written, in the form of code. */
export const shown = (node: ASTNode): string => `\`${balanced(node.input.slice(node.start, node.end))}\``;

/** With the brackets that its first and last part stand in: to the parser they are not part of it. */
const balanced = (text: string): string => {
  let depth = 0;
  let lowest = 0;
  for (const [sign] of text.replaceAll(texts, '').matchAll(/[()]/g)) {
    depth += sign === '(' ? 1 : -1;
    lowest = Math.min(lowest, depth);
  }
  return '('.repeat(-lowest) + text + ')'.repeat(depth - lowest);
};

/** Says in a marketer's words why a text is no expression. */
export const explainUnreadable = (error: unknown, text: string): ConditionProblem => {
  if (!(error instanceof ParseError)) {
    return { offset: 0, message: `a condition may have at most ${limits.textLength} characters` };
  }
  const offset = Math.min(error.range?.start ?? 0, text.length);
  const word = wordForOperator(text);
  if (word !== undefined) return word;
  switch (error.code) {
    case 'unterminated_string':
    case 'newline_in_string':
    case 'unterminated_triple_quoted_string':
      return {
        offset: startOfOpenText(text) ?? offset,
        message: 'a text begins here and does not end',
        hint: "write it between ' and '",
      };
    case 'limit_exceeded':
      return {
        offset,
        message: 'this condition is too long or too deep',
        hint: 'ask for less, or make a segment or a score of it',
      };
    case 'invalid_macro_argument':
      return explainLoop(error);
    case 'reserved_identifier':
      return { offset, message: 'this word cannot be used as a name', hint: "write `traits['the name']` for an unusual name" };
    default:
  }
  const character = text.charAt(offset);
  if (offset >= text.trimEnd().length) return { offset: text.trimEnd().length, message: 'something is missing at the end' };
  if (character === '=') return { offset, message: '`=` alone means nothing here', hint: 'write `==` to compare' };
  if (text.slice(offset - 1, offset + 1) === '<>') {
    return { offset: offset - 1, message: '`<>` means nothing here', hint: 'write `!=` for "is not"' };
  }
  if (character === '&') return { offset, message: '`&` alone means nothing here', hint: 'write `&&` for "and"' };
  if (character === '|') return { offset, message: '`|` alone means nothing here', hint: 'write `||` for "or"' };
  if (/[“”„‘’«»]/.test(character)) {
    return { offset, message: `\`${character}\` is not a quotation mark here`, hint: "write texts between straight ' and '" };
  }
  return withHint({ offset, message: `\`${nextWord(text, offset)}\` cannot stand here` }, asItIsWritten(text, offset));
};

/** For a decimal comma, and for names that need brackets: with letters beyond English ones, and those of events with their spaces. */
const asItIsWritten = (text: string, offset: number): string | undefined => {
  const [before, after] = [text.slice(0, offset), text.slice(offset)];
  const [, whole] = /(\d+)$/.exec(before) ?? [];
  const [, decimals] = /^,(\d+)/.exec(after) ?? [];
  if (whole !== undefined && decimals !== undefined) return `a number is written with a point: \`${whole}.${decimals}\``;
  const [rest = ''] = /^[\p{L}\p{N}_]+/u.exec(after) ?? [];
  const [, owner, name] = /([\w.]+)\.([\p{L}\p{N}_]*)$/u.exec(before) ?? /^(?:.*\W)?(events)\.([A-Z][\w ]* )$/.exec(before) ?? [];
  return owner === undefined || rest === '' ? undefined : `write \`${owner}['${name}${rest}']\``;
};

const explainLoop = (error: ParseError): ConditionProblem => ({
  offset: error.range?.start ?? 0,
  message: 'the item needs a name here',
  hint: "like `traits.interests.exists(interest, interest == 'ovens')`",
});

const nextWord = (text: string, offset: number): string => /^(\w+|.)/su.exec(text.slice(offset))?.[0] ?? '';

const texts = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g;

/** `a and b`, `not a`: words for what has signs. */
const wordForOperator = (text: string): ConditionProblem | undefined => {
  const bare = text.replaceAll(texts, (quoted) => '_'.repeat(quoted.length));
  const match = /(?<![.\w])(and|or|not|AND|OR|NOT|is)(?![\w(])/.exec(bare);
  const sign = match?.[1] === undefined ? undefined : signs.get(match[1].toLowerCase());
  if (match?.[1] === undefined || sign === undefined) return undefined;
  return { offset: match.index, message: `\`${match[1]}\` is written as a sign`, hint: `write \`${sign}\`` };
};

const signs = new Map([
  ['and', '&&'],
  ['or', '||'],
  ['not', '!'],
  ['is', '=='],
]);

const startOfOpenText = (text: string): number | undefined => {
  const closed = text.replaceAll(texts, (quoted) => '_'.repeat(quoted.length));
  const at = closed.search(/['"]/);
  return at < 0 ? undefined : at;
};

/** Says in a marketer's words what the type checker found. */
export const explainTypes = (error: unknown): ConditionProblem => {
  if (!(error instanceof TypeMistake) && !(error instanceof ParseError)) return { offset: 0, message: 'this cannot be checked' };
  const offset = error.range?.start ?? 0;
  const node: unknown = error.node;
  if (!isNode(node)) return { offset, message: error.summary };
  switch (error.code) {
    case 'no_such_overload':
      return { offset, ...explainOperator(node) };
    case 'no_matching_overload':
      return { offset, ...explainCall(node) };
    case 'invalid_logical_operand':
      return {
        offset,
        message: `both sides of \`${node.op}\` must be true or false`,
        hint: "each is a comparison of its own, like `traits.plan == 'pro' || traits.plan == 'team'`",
      };
    case 'invalid_condition_type':
      return { offset, message: 'what is asked about here must be true or false' };
    case 'incompatible_ternary_branches':
      return { offset, message: 'both answers after `?` must be of the same type' };
    case 'invalid_comprehension_range':
      return { offset, message: `${described(node)}; only a list can be looked through` };
    case 'invalid_macro_argument':
      return { offset, message: '`has` asks about one fact', hint: 'like `has(traits.plan)`; of an event, ask for its count' };
    case 'invalid_index_type':
      return { offset, message: 'a place in a list is a whole number', hint: 'the first is `[0]`' };
    case 'cannot_index_type':
      return { offset, message: `${describedLeft(node)}, which has no fields` };
    default:
      return { offset, message: error.summary };
  }
};

const comparisons: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);

const explainOperator = (node: ASTNode): { readonly message: string; readonly hint?: string } => {
  if (node.op === '!_') {
    const hint = "to ask whether something is not so, write `!=`, or brackets: `!(traits.plan == 'pro')`";
    return { message: `${described(node.args)}; \`!\` needs true or false`, hint };
  }
  if (node.op === '-_') return { message: `${described(node.args)}; \`-\` needs a number` };
  if (!isBinary(node)) return { message: 'these do not go together' };
  const [left, right] = node.args;
  const types = new Set([plainType(left), plainType(right)]);
  const both = `${described(left)} and ${described(right)}`;
  if (node.op === 'in') {
    if (plainType(right) !== 'a list') {
      return { message: `${described(right)}; \`in\` needs a list`, hint: `like \`traits.country in ['DE', 'AT']\`` };
    }
    return { message: `${both}: no item of it can be that` };
  }
  if (!comparisons.has(node.op)) return { message: `${both}: \`${node.op}\` cannot be applied to them` };
  const message = types.size === 1 ? `${both}: \`${node.op}\` does not apply to them` : `${both}: they cannot be compared`;
  if (types.has('a number') && types.has('a date')) return { message, hint: 'write `daysSince(…)` for the days since a date' };
  const written = [left, right].find(({ op }) => op === 'value');
  if (types.has('text') && written !== undefined && plainType(written) !== 'text' && !types.has('a list')) {
    const fact = written === left ? right : left;
    if (node.op !== '==' && node.op !== '!=')
      return types.has('a number')
        ? { message, hint: `\`double(${shown(fact).slice(1, -1)})\` makes a number of text` }
        : { message };
    if (shown(fact).startsWith('`subscriptions')) return { message, hint: "write `'subscribed'` or `'unsubscribed'`" };
    return { message, hint: `as text it is \`'${String(written.args)}'\`` };
  }
  if (types.has('a number') && types.has('text')) return { message, hint: 'a number is written without quotation marks' };
  if (types.has('yes or no') && types.has('text'))
    return { message, hint: 'compare with `true` or `false`, without quotation marks' };
  if (types.has('a list') && types.has('text')) {
    const [item, list] = plainType(left) === 'text' ? [left, right] : [right, left];
    return { message, hint: `to ask whether the list has it, write ${shown(item).slice(0, -1)} in ${shown(list).slice(1)}` };
  }
  if (comparisons.has(left.op)) return { message, hint: 'to compare twice, write `&&`: `3 < orders.count && orders.count < 5`' };
  return { message };
};

const explainCall = (node: ASTNode): { readonly message: string; readonly hint?: string } => {
  if (node.op === 'call') {
    const [name, inputs] = node.args;
    const example = likes[name];
    const hint = example === undefined ? {} : { hint: `like \`${example}\`` };
    const [input] = inputs;
    if (input !== undefined && name.startsWith('days') && plainType(input) === 'text') {
      return {
        message: `${described(input)}, and \`${name}\` takes a date`,
        hint: `\`${name}(date(…))\` takes text that is a date; a trait or property that always is one is declared as \`date\``,
      };
    }
    if (inputs.length !== 1) return { message: `\`${name}\` takes one value`, ...hint };
    return { message: `${inputs.map(described).join(', ')}, which \`${name}\` cannot take`, ...hint };
  }
  if (node.op !== 'rcall') return { message: 'this cannot be called' };
  const [name, receiver, inputs] = node.args;
  const example = name === 'contains' && plainType(receiver) === 'a list' ? "'ovens' in traits.interests" : likes[name];
  const hint = example === undefined ? {} : { hint: `like \`${example}\`` };
  const given = inputs.length === 0 ? '' : ` with ${inputs.map((input) => plainType(input) ?? 'this').join(' and ')}`;
  return { message: `${described(receiver)}: \`${name}\` cannot be asked of it${given}`, ...hint };
};

const likes: Readonly<Record<string, string>> = {
  daysSince: 'daysSince(orders.last) > 90',
  daysUntil: 'daysUntil(traits.renewalDate) <= 30',
  date: "date('2026-12-24')",
  duration: "now - orders.last > duration('36h')",
  size: 'size(traits.interests) > 2',
  has: 'has(traits.plan)',
  contains: "traits.jobTitle.contains('sales')",
  startsWith: "traits.phone.startsWith('+49')",
  endsWith: "traits.email.endsWith('@example.com')",
  exists: 'event.properties.products.exists(p, p.price > 100)',
  exists_one: 'event.properties.products.exists_one(p, p.price > 100)',
  all: 'event.properties.products.all(p, p.price > 100)',
  filter: 'size(event.properties.products.filter(p, p.price > 100)) > 2',
};

/** `` `traits.age` is a number ``, or `a number` where the expression is too long to be repeated. */
const described = (node: ASTNode): string => {
  const type = plainType(node) ?? 'something else';
  const isShort =
    node.op === 'id' ||
    node.op === 'value' ||
    ((node.op === '.' || node.op === '[]') && !node.input.slice(node.start, node.end).includes('('));
  return isShort ? `${shown(node)} is ${type}` : `this is ${type}`;
};

const describedLeft = (node: ASTNode): string =>
  node.op === '.' || node.op === '[]' ? described(node.args[0]) : described(node);

/** The type that the checker found for an expression, in plain words; undefined where it has found none. */
export const plainType = (node: ASTNode): string | undefined => {
  const checked: unknown = 'checkedType' in node ? node.checkedType : undefined;
  if (typeof checked !== 'object' || checked === null || !('name' in checked) || typeof checked.name !== 'string')
    return undefined;
  return plainTypeName(checked.name);
};

/** CEL's name of a type in plain words. */
export const plainTypeName = (name: string): string => {
  if (name === 'dyn') return 'something whose type is not declared';
  if (name.startsWith('list')) return 'a list';
  return plainNames.get(name) ?? 'a group of fields';
};

const plainNames = new Map([
  ['string', 'text'],
  ['double', 'a number'],
  ['int', 'a number'],
  ['bool', 'yes or no'],
  ['google.protobuf.Timestamp', 'a date'],
  ['google.protobuf.Duration', 'a length of time'],
]);

const isNode = (value: unknown): value is ASTNode =>
  typeof value === 'object' && value !== null && 'op' in value && 'args' in value && 'input' in value;

const isBinary = (node: ASTNode): node is ASTNode & { readonly args: readonly [ASTNode, ASTNode] } =>
  Array.isArray(node.args) && node.args.length === 2 && node.args.every(isNode);
