import { type Document, isAlias, isCollection, isNode, isScalar, type Node, visit } from 'yaml';

/** The text of a file that is no proper YAML, as the words about its mistakes need it. */
export interface YamlText {
  readonly document: Document;
  readonly text: string;
  /** The line that a character stands in, counted from 1. */
  lineOf(offset: number): number;
}

/** What stands at an offset: to the end of its line, without a comment, and not too long to be read in a message. */
export const shownAt = (text: string, offset: number): string => {
  const rest = restOfLine(text, offset)
    .replace(/\s#.*$/, '')
    .trim();
  return rest.length > 40 ? `${rest.slice(0, 39)}…` : rest;
};

/** From an offset to the end of its line. */
export const restOfLine = (text: string, offset: number): string => text.slice(offset, endOfLine(text, offset));

/** The line around an offset, up to it. */
export const beforeInLine = (text: string, offset: number): string => text.slice(startOfLine(text, offset), offset);

/** Of the first sign at or after an offset that is no blank. */
export const firstSign = (text: string, offset: number): number => {
  const found = text.slice(offset).search(/\S/);
  return found === -1 ? offset : offset + found;
};

/** The name that a line begins with, after hyphens: `send` of `  - send: x`. */
export const nameInLine = (text: string, offset: number): string | undefined =>
  /^\s*(?:- +)*(["']?)([^"':#{}[\],]+)\1:(?:\s|$)/.exec(text.slice(startOfLine(text, offset), endOfLine(text, offset)))?.[2];

/** The number of blanks that a line begins with. */
export const indentOf = (text: string, offset: number): number => {
  const start = startOfLine(text, offset);
  return firstSign(text, start) - start;
};

/** Where the nodes of some kind begin that begin before an offset and reach to it, from the outermost inwards. */
export const startsAround = ({ document }: YamlText, offset: number, isKind: (node: Node) => boolean): readonly number[] => {
  const starts: number[] = [];
  visit(document, {
    Node: (_, node) => {
      const range = node.range;
      if (range && isKind(node) && range[0] < offset && range[2] >= offset) starts.push(range[0]);
    },
  });
  return starts;
};

/** Where a key that stands twice in its group stands for the first time. */
export const firstOfKey = (
  { document }: YamlText,
  offset: number,
): { readonly key: string; readonly first: number } | undefined => {
  let found: { readonly key: string; readonly first: number } | undefined;
  visit(document, {
    Map: (_, { items }) => {
      const again = items.find(({ key }) => isNode(key) && key.range?.[0] === offset)?.key;
      if (!isScalar(again)) return;
      const first = items.find(({ key }) => isScalar(key) && key.value === again.value)?.key;
      if (isScalar(first) && first.range) found = { key: String(again.value), first: first.range[0] };
    },
  });
  return found;
};

/** A text that begins at an offset, as the file has it; else what stands there up to the end of the line. */
export const shownText = ({ document, text }: YamlText, offset: number): string => {
  let found: string | undefined;
  visit(document, {
    Scalar: (_, { range, type, source }) => {
      if (range?.[0] === offset && type === 'PLAIN') found = source;
    },
  });
  return found ?? shownAt(text, offset);
};

/** What a parser takes without complaint, and what was not meant by it. */
export type Misread =
  /** `*` and `&` name something that is never given, or never taken. */
  | { readonly kind: 'name'; readonly offset: number }
  /** `{{ x }}` is a group whose only field has a group for its name. */
  | { readonly kind: 'bracket'; readonly offset: number }
  /** `{a:1}` is a group with a field `a:1`, and `-a: 1` one with a field `-a`. */
  | { readonly kind: 'glued'; readonly offset: number; readonly shown: string };

export const misread = ({ document, text }: YamlText): readonly Misread[] => {
  const anchors = new Map<string, number>();
  const taken = new Set<string>();
  const found: Misread[] = [];
  visit(document, {
    Alias: (_, { source, range }) => {
      if (anchors.has(source)) taken.add(source);
      else if (range) found.push({ kind: 'name', offset: range[0] });
    },
    Pair: (_, { key, value }) => {
      if (isCollection(key) && key.range) found.push({ kind: 'bracket', offset: openingBefore(text, key.range[0]) });
      if (!isScalar(key) || key.type !== 'PLAIN' || !key.range) return;
      const shown = String(key.source);
      if (/^-[A-Za-z]/.test(shown) || (value === null && /^[^\s:]+:\S/.test(shown)))
        found.push({ kind: 'glued', offset: key.range[0], shown });
    },
    Node: (_, node) => {
      if (!isAlias(node) && node.anchor !== undefined && node.range)
        anchors.set(node.anchor, text.lastIndexOf(`&${node.anchor}`, node.range[0]));
    },
  });
  for (const [name, offset] of anchors) if (!taken.has(name)) found.push({ kind: 'name', offset });
  return found;
};

const openingBefore = (text: string, offset: number): number => (/[{[]/.test(text.charAt(offset - 1)) ? offset - 1 : offset);

const startOfLine = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

const endOfLine = (text: string, offset: number): number => {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end;
};
