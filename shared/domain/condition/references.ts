import type { ASTNode } from '@marcbachmann/cel-js';
import { functions as functionNames, isRoot, loops, methods as methodNames, type Root } from './language.ts';

/** A name in an expression, with where it stands in the text. */
export interface Named {
  readonly name: string;
  readonly offset: number;
}

/** A fact that an expression asks about: `traits.plan`, `events['Order Completed'].count`, `'vip' in segments`. */
export interface Reference {
  readonly root: Root;
  /** The names after the root, up to the first that is not written out. `'vip' in segments` has the one key `vip`. */
  readonly keys: readonly Named[];
  readonly offset: number;
  /** Whether it stands in `has(…)`, which bears it to be unknown. */
  readonly inHas: boolean;
}

/** Something that the language of conditions does not have. `unknown` says which list of names the name is missing in. */
export interface Refusal {
  readonly offset: number;
  readonly message: string;
  readonly hint?: string;
  readonly unknown?: { readonly kind: 'variable' | 'word' | 'function' | 'method'; readonly name: string };
}

export interface Walked {
  readonly references: readonly Reference[];
  readonly refusals: readonly Refusal[];
}

interface Walk {
  readonly references: Reference[];
  readonly refusals: Refusal[];
}

interface Place {
  /** The names that loops have bound around here. */
  readonly bound: readonly string[];
  readonly inHas: boolean;
}

/** Finds what an expression asks about, and all in it that is not of the language. */
export const walk = (ast: ASTNode): Walked => {
  const found: Walk = { references: [], refusals: [] };
  visit(found, ast, { bound: [], inHas: false });
  return found;
};

const visit = (found: Walk, node: ASTNode, place: Place): void => {
  const refuse = (message: string, hint?: string, at = node): void => {
    found.refusals.push({ offset: at.start, message, ...(hint === undefined ? {} : { hint }) });
  };
  switch (node.op) {
    case 'value':
      if (node.args === null)
        refuse('`null` cannot be compared with', 'write `has(traits.plan)` to ask whether something is known');
      else if (typeof node.args === 'object') refuse('there are only texts, numbers, true, false and lists of them');
      return;
    case 'id':
    case '.':
    case '[]':
    case '.?':
    case '[?]':
      visitChain(found, node, place);
      return;
    case 'in': {
      const [item, list] = node.args;
      if (!isPlainList(list))
        refuse('`in` needs a list that is written out, or a fact that is one', "like `traits.country in ['DE', 'AT']`", list);
      if (list.op === 'id' && list.args === 'segments' && item.op === 'value' && typeof item.args === 'string') {
        const key = { name: item.args, offset: item.start };
        found.references.push({ root: 'segments', keys: [key], offset: node.start, inHas: place.inHas });
        return;
      }
      break;
    }
    case 'map':
      refuse('groups of fields cannot be written here', "a list is written `['DE', 'AT']`");
      return;
    case 'call': {
      const [name, inputs] = node.args;
      if (!isOneOf(functionNames, name)) {
        found.refusals.push({
          offset: node.start,
          message: `there is no function \`${name}\``,
          unknown: { kind: 'function', name },
        });
      }
      for (const input of inputs) visit(found, input, name === 'has' ? { ...place, inHas: true } : place);
      return;
    }
    case 'rcall':
      visitMethod(found, node, place);
      return;
    default:
  }
  for (const child of childrenOf(node)) visit(found, child, place);
};

const visitMethod = (found: Walk, node: ASTNode & { readonly op: 'rcall' }, place: Place): void => {
  const [name, receiver, inputs] = node.args;
  const offset = node.input.indexOf(name, receiver.end);
  if (!isOneOf(methodNames, name)) {
    found.refusals.push({ offset, message: `there is no function \`${name}\` of a value`, unknown: { kind: 'method', name } });
  }
  visit(found, receiver, place);
  const [variable, ...rest] = inputs;
  if (!loops.has(name) || variable?.op !== 'id') {
    for (const input of inputs) visit(found, input, place);
    return;
  }
  if (place.bound.length > 0) {
    found.refusals.push({ offset, message: `\`${name}\` cannot stand inside another \`exists\`, \`all\` or \`filter\`` });
  }
  if (isRoot(variable.args)) {
    const message = `\`${variable.args}\` has a meaning already; give the item another name`;
    found.refusals.push({ offset: variable.start, message, hint: 'like `event.properties.products.exists(p, p.price > 100)`' });
  }
  if (!isPlainList(receiver)) {
    found.refusals.push({
      offset: receiver.start,
      message: `\`${name}\` needs a list that is written out, or a fact that is one`,
    });
  }
  for (const input of rest) visit(found, input, { ...place, bound: [...place.bound, variable.args] });
};

/** No list is longer than those of the facts and those written out: sums of lists could be of any length. */
const isPlainList = (node: ASTNode): boolean => {
  if (node.op === 'rcall') return node.args[0] === 'filter' && isPlainList(node.args[1]);
  return node.op === 'id' || node.op === '.' || node.op === '[]' || node.op === 'list' || node.op === 'value';
};

/** A name followed by fields: `traits.plan`, `events['Order Completed'].count`, `product.price`. */
const visitChain = (found: Walk, node: ASTNode, place: Place): void => {
  let keys: Named[] = [];
  let at = node;
  while (at.op === '.' || at.op === '[]') {
    const key = keyOf(at);
    if (key !== undefined) keys.unshift(key);
    else if (at.op === '[]') {
      // What follows a name that is looked up, or a place in a list, is not written out.
      visit(found, at.args[1], place);
      keys = [];
    }
    at = at.args[0];
  }
  if (at.op !== 'id') {
    if (at.op === '.?' || at.op === '[?]') found.refusals.push({ offset: at.start, message: '`?` does not belong here' });
    else visit(found, at, place);
    return;
  }
  if (place.bound.includes(at.args)) return;
  if (!isRoot(at.args)) {
    const name = at.args;
    const message = `there is nothing called \`${name}\``;
    found.refusals.push({ offset: at.start, message, unknown: { kind: at === node ? 'word' : 'variable', name } });
    return;
  }
  const reference = { root: at.args, keys, offset: at.start, inHas: place.inHas };
  const missing = whatIsMissing(reference);
  if (missing === undefined) found.references.push(reference);
  else found.refusals.push({ offset: at.start, ...missing });
};

/** The fact that an expression is, with every name written out: `event.properties.kind`, and not `event.properties.products[0].name`. */
export const chainOf = (node: ASTNode): Pick<Reference, 'root' | 'keys'> | undefined => {
  if (node.op === 'id') return isRoot(node.args) ? { root: node.args, keys: [] } : undefined;
  const key = keyOf(node);
  const owner = key && (node.op === '.' || node.op === '[]') ? chainOf(node.args[0]) : undefined;
  return owner && key && { root: owner.root, keys: [...owner.keys, key] };
};

/** The name that stands after a dot or in brackets. */
const keyOf = (node: ASTNode): Named | undefined => {
  if (node.op === '.') return { name: node.args[1], offset: node.pos };
  if (node.op !== '[]') return undefined;
  const [, key] = node.args;
  return key.op === 'value' && typeof key.args === 'string' ? { name: key.args, offset: key.start } : undefined;
};

/** How many names after the root lead to a fact. */
export const depthOf = ({ root, keys }: Pick<Reference, 'root' | 'keys'>): number => {
  if (root === 'segments') return keys.length;
  if (root === 'now') return 0;
  if (root === 'events') return 2;
  if ((root === 'event' || root === 'reply') && keys[0]?.name === 'properties') return 2;
  return root === 'run' && keys[0]?.name === 'variants' ? 2 : 1;
};

const whatIsMissing = (reference: Reference): { readonly message: string; readonly hint: string } | undefined => {
  const { root, keys } = reference;
  if (root === 'segments' && keys[0] !== undefined)
    return { message: '`segments` is a list of names', hint: `write \`'${keys[0].name}' in segments\`` };
  if (root === 'segments' || keys.length >= depthOf(reference)) return undefined;
  const said = keys.length === 0 ? root : `${root}.${keys[0]?.name ?? ''}`;
  if (root === 'events' && keys[0] !== undefined) {
    const name = JSON.stringify(keys[0].name).slice(1, -1);
    return { message: 'an event itself is nothing to compare with', hint: `ask for its count: \`events['${name}'].count > 0\`` };
  }
  return { message: `say which of \`${said}\` is meant, by its name`, hint: `like \`${likes[said] ?? `${said}.name`}\`` };
};

const likes: Readonly<Record<string, string>> = {
  traits: 'traits.plan',
  orders: 'orders.count',
  events: "events['Order Completed'].count",
  scores: 'scores.engagement',
  subscriptions: "subscriptions.email == 'subscribed'",
  event: 'event.properties.value',
  'event.properties': 'event.properties.value',
  reply: 'reply.properties.rating',
  'reply.properties': 'reply.properties.rating',
  run: 'run.journey',
  'run.variants': "run.variants['subject line'] == 'question'",
};

const isOneOf = (names: readonly string[], name: string): boolean => names.includes(name);

/** The expressions that an expression is made of. */
export const childrenOf = (node: ASTNode): readonly ASTNode[] => {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
      return [node.args];
    default:
      return node.args;
  }
};
