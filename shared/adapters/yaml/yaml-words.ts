import { isCollection, isScalar, type Node, type YAMLError } from 'yaml';
import {
  beforeInLine,
  firstOfKey,
  firstSign,
  indentOf,
  nameInLine,
  restOfLine,
  shownAt,
  shownText,
  startsAround,
  type YamlText,
} from './yaml-text.ts';

/** A mistake in the form of a file, by the sign that it begins at. */
export interface YamlMistake {
  readonly offset: number;
  readonly message: string;
  readonly hint: string;
  /** Whether the rest of the file means what it says in spite of it. */
  readonly isLocal?: boolean;
  /** Whether what comes after it cannot be told apart from it. */
  readonly hidesRest?: boolean;
  /** Whether it is about what belongs to what, which a mistake before it may have changed. */
  readonly isOfShape?: boolean;
}

type Words = (error: YAMLError, source: YamlText) => YamlMistake;

/** Says in a marketer's words what a parser of YAML found. */
export const inOurWords = (error: YAMLError, source: YamlText): YamlMistake => (words[error.code] ?? unexpected)(error, source);

/** What is to be done about a text that begins with a sign that means something. */
const quoted = (text: string): string => `put it in quotes: ${inQuotes(text)}`;

const inQuotes = (text: string): string =>
  text.includes("'") && !text.includes('"') ? `\`"${text}"\`` : `\`'${text.replaceAll("'", "''")}'\``;

const fieldForm = 'a field is written `name: value`, with a space after the colon';
const sameColumn = 'the fields of a group begin in the same column, and so do the hyphens of a list';

const duplicateKey: Words = ({ pos: [offset] }, source) => {
  const { key, first } = firstOfKey(source, offset) ?? { key: shownAt(source.text, offset), first: offset };
  const hint = `the first one is in line ${source.lineOf(first)}: keep one of them`;
  return { offset, message: `\`${key}\` stands here twice`, hint, isLocal: true };
};

/** Signs that mean something to YAML at the beginning of a text. */
export const wrongFirstSign = (offset: number, source: YamlText): YamlMistake => {
  const sign = source.text.charAt(offset);
  return {
    offset,
    message: `text cannot begin with ${sign === '`' ? 'a backtick' : `\`${sign}\``}`,
    hint: quoted(shownText(source, offset)),
    isLocal: true,
  };
};

const badStart: Words = ({ pos: [offset] }, source) => wrongFirstSign(offset, source);

const badDirective: Words = ({ pos: [offset] }, source) =>
  wrongFirstSign(offset - beforeInLine(source.text, offset).length, source);

const unknownEscape: Words = ({ pos: [offset] }, { text }) => {
  const shown = text.slice(offset, offset + 2);
  const hint = `between single quotes a \`\\\` is only itself; between double quotes it is written \`\\\\\``;
  return { offset, message: `\`${shown}\` means nothing between double quotes`, hint, isLocal: true };
};

const tab: Words = ({ pos: [offset] }) => ({
  offset,
  message: 'a tab cannot indent a line',
  hint: 'use spaces, two for each step inwards; most editors can change all tabs of a file at once',
});

const endedTooSoon: Words = (error, source) => {
  const [offset] = error.pos;
  const { text } = source;
  const around = startsAround(source, offset, (node) => isCollection(node) && node.flow === true);
  const opened = around.findLast((start) => !isClosed(text, start)) ?? around.at(-1);
  const end = opened === undefined ? undefined : closing.get(text.charAt(opened));
  if (opened === undefined || end === undefined) return unexpected(error, source);
  const sign = text.charAt(opened);
  const name = nameInLine(text, opened);
  const of = name === undefined ? '' : ` of \`${name}\``;
  const at = firstSign(text, offset);
  if (/[\]}]/.test(text.charAt(at)) && text.charAt(at) !== end) {
    const message = `\`${text.charAt(at)}\` cannot close the \`${sign}\`${of}`;
    return { offset: at, message, hint: 'each bracket closes with its other half: `[` with `]`, `{` with `}`' };
  }
  if (!isClosed(text, opened))
    return {
      offset: opened,
      message: `the \`${sign}\`${of} is never closed`,
      hint: `write \`${end}\` where it ends`,
      hidesRest: true,
    };
  const owner = name === undefined ? `the \`${sign}\` before it` : `\`${name}\``;
  return {
    offset: at,
    message: `\`${shownAt(text, at)}\` stands too far left to belong to ${owner} in line ${source.lineOf(opened)}`,
    hint: `indent everything up to the \`${end}\`, and that too, further than ${owner}`,
  };
};

const closing: ReadonlyMap<string, string> = new Map([
  ['[', ']'],
  ['{', '}'],
]);

/** Whether every bracket after an offset has its other half, quotes and comments aside. */
const isClosed = (text: string, offset: number): boolean => {
  const signs = text
    .slice(offset)
    .replace(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|\s#.*$/gm, '')
    .matchAll(/[[\]{}]/g);
  let depth = 0;
  for (const [sign] of signs) {
    depth += sign === '[' || sign === '{' ? 1 : -1;
    if (depth === 0) return true;
  }
  return false;
};

const wrongIndent: Words = (error, source) => {
  if (/^Flow/.test(error.message)) return endedTooSoon(error, source);
  const { text } = source;
  const offset = firstSign(text, error.pos[0]);
  const name = nameInLine(text, offset);
  if (name?.startsWith('-') === true) return gluedField(offset, name) ?? strayItem(offset, text);
  const blanks = indentOf(text, offset);
  return {
    offset,
    message: `${name === undefined ? `\`${shownAt(text, offset)}\`` : `\`${name}\``} does not stand in line with what is above it`,
    hint: `it has ${blanks} space${blanks === 1 ? '' : 's'} before it; ${sameColumn}`,
    isOfShape: true,
  };
};

/** Something is a key by its colon that cannot be one. */
const keyInValue: Words = (error, source) => {
  const { text } = source;
  const offset = error.pos[0];
  if (/block sequence/i.test(error.message)) return strayItem(firstSign(text, offset), text);
  const rest = restOfLine(text, offset);
  const name = nameInLine(text, offset) ?? 'this';
  if (/:(\s|$)/.test(rest)) {
    const shown = shownAt(text, offset);
    const hint = `if the second one belongs to the text, ${quoted(shown)}; if it begins a field, give it a line of its own`;
    return { offset, message: `\`${name}: ${shown}\` has two colons`, hint };
  }
  // The value of a field goes on in the next line, and there is a colon in it.
  const next = firstSign(text, offset + rest.length);
  return {
    offset: next,
    message: `\`${nameInLine(text, next) ?? shownAt(text, next)}\` is indented further than \`${name}\`, which has a value already`,
    hint: `give both the same number of spaces: \`${name}\` has ${indentOf(text, offset)}`,
    isOfShape: true,
  };
};

const strayItem = (offset: number, text: string): YamlMistake => {
  // The one above is a field to YAML if its hyphen has no space.
  const [, glued] = /(?:^|\n) *(-[A-Za-z][^:\n]*):[^\n]*\n\s*$/.exec(text.slice(0, offset)) ?? [];
  const above = glued === undefined ? undefined : gluedField(text.lastIndexOf(glued, offset), glued);
  return (
    above ?? {
      offset,
      message: `\`${shownAt(text, offset)}\` does not stand in line with the list that it belongs to`,
      hint: sameColumn,
      isOfShape: true,
    }
  );
};

/** `name:value` or `-name`, which is one word to YAML. */
export const gluedField = (offset: number, shown: string): YamlMistake | undefined => {
  const [, item] = /^-([A-Za-z].*)$/.exec(shown) ?? [];
  if (item !== undefined)
    return { offset, message: `a space is missing after the hyphen in \`${shown}\``, hint: `write \`- ${item}\`` };
  const [, name, value] = /^([^\s:]+):(\S.*)$/.exec(shown) ?? [];
  if (name === undefined) return undefined;
  return { offset, message: `a space is missing after the colon in \`${shown}\``, hint: `write \`${name}: ${value}\`` };
};

const noColon: Words = ({ pos: [offset] }, { text }) => {
  const shown = shownAt(text, offset);
  if (shown.startsWith('- ') || shown === '-') return strayItem(offset, text);
  const glued = gluedField(offset, shown);
  if (glued !== undefined) return glued;
  return { offset, message: `\`${shown}\` is no field: it has no colon`, hint: fieldForm };
};

const missingComma = (offset: number, where: string): YamlMistake => ({
  offset,
  message: `a comma is missing ${where}`,
  hint: 'commas stand between all that is in one pair of brackets',
  isOfShape: true,
});

const isQuotedText = (node: Node): boolean => isScalar(node) && node.type?.startsWith('QUOTE') === true;

const missingSign: Words = (error, source) => {
  const { message } = error;
  const [offset] = error.pos;
  const { text } = source;
  const shown = shownAt(text, offset);
  if (/closing ["']quote/.test(message)) {
    const start = startsAround(source, offset, isQuotedText).at(-1) ?? offset;
    const sign = text.charAt(start);
    const name = nameInLine(text, start);
    const of = name === undefined ? '' : ` of \`${name}\``;
    const hint = `write \`${sign}\` at the end of the text`;
    return { offset: start, message: `the quote before the text${of} is never closed`, hint, hidesRest: true };
  }
  if (/flow (map|sequence) (to|end)/i.test(message) || /end with/.test(message)) return endedTooSoon(error, source);
  if (/Sequence item without/.test(message)) return wrongIndent(error, source);
  if (/Missing , /.test(message)) return missingComma(offset, `before \`${shown}\``);
  if (/space after :/.test(message)) return noColon(error, source);
  if (/Comments/.test(message))
    return {
      offset,
      message: `a space is missing before \`${text.slice(offset, offset + 1)}\``,
      hint: 'a comment has a space before its `#`; a `#` that belongs to a text stands within its quotes',
      isLocal: true,
    };
  if (/directives-end/.test(message)) return wrongFirstSign(firstSign(text, 0), source);
  if (/Block scalars/.test(message))
    return {
      offset,
      message: 'the text begins with an empty line that has more spaces than its first words',
      hint: 'remove the empty line',
    };
  if (/map values/.test(message)) return noColon(error, source);
  return unexpected(error, source);
};

const unexpected: Words = (error, source) => {
  const { text } = source;
  const [at] = error.pos;
  const offset = firstSign(text, at);
  const shown = shownAt(text, offset);
  const sign = text.charAt(offset);
  const before = beforeInLine(text, offset).trimEnd();
  if (/block-seq-ind on same line/.test(error.message)) {
    if (before === '') return strayItem(offset, text);
    return {
      offset,
      message: 'a list cannot begin in the line of its field',
      hint: `write \`${shown}\` into the next line, or the list in brackets: \`[${shown.replace(/^-\s*/, '')}]\``,
    };
  }
  const [, block] = /(?:^|:\s+|-\s+)([|>])[^\s]*\s*$/.exec(`${before}${/header/.test(error.message) ? sign : ''}`) ?? [];
  if (block !== undefined || /header/.test(error.message)) {
    const start = Math.max(text.lastIndexOf('|', offset), text.lastIndexOf('>', offset));
    const hint = `${quoted(shownAt(text, start))}, or write the text into the lines below`;
    return { offset: start, message: `text in this line cannot begin with \`${text.charAt(start)}\``, hint };
  }
  if (sign === '}' || sign === ']')
    return {
      offset,
      message: `this \`${sign}\` closes nothing`,
      hint: `remove it, or write \`${sign === '}' ? '{' : '['}\` where it begins`,
      isOfShape: true,
    };
  if (sign === ',')
    return { offset, message: 'there is a comma too many', hint: 'remove it, or put a text that begins with it in quotes' };
  const [closed] = /["'\]}]$/.exec(before) ?? [];
  if (closed === "'" || closed === '"') {
    const end = offset - (beforeInLine(text, offset).length - before.length);
    const start = startsAround(source, end, isQuotedText).at(-1) ?? offset;
    const whole = restOfLine(text, start)
      .replace(/\s#.*$|:(\s.*)?$/, '')
      .trim();
    const hint =
      whole.endsWith(closed) && offset === end
        ? `it has the same quotes inside: put it in others, like ${inQuotes(whole.slice(1, -1))}`
        : `put the whole of it in quotes: ${inQuotes(whole)}`;
    return { offset, message: `\`${shown}\` stands after the closing quote`, hint };
  }
  if (closed !== undefined && (sign === '{' || sign === '[')) return missingComma(offset, `before \`${shown}\``);
  if (closed !== undefined)
    return {
      offset,
      message: `\`${shown}\` stands after the closing \`${closed}\``,
      hint: 'a text that begins with a bracket stands in quotes; a field begins in a line of its own',
    };
  if (before === '') {
    const name = nameInLine(text, offset) ?? shown;
    return { offset, message: `\`${name}\` does not stand in line with what is above it`, hint: sameColumn, isOfShape: true };
  }
  return { offset, message: `\`${shown}\` cannot stand here`, hint: 'if it is part of a text, put the whole text in quotes' };
};

const blockInBrackets: Words = ({ pos: [offset, end] }, { text }) => {
  const shown = shownAt(text.slice(0, end), offset);
  if (shown.startsWith('-'))
    return {
      offset,
      message: 'a list with hyphens cannot stand in brackets',
      hint: 'leave the brackets out, or write commas instead of the hyphens',
    };
  if (!/^\s*$/.test(beforeInLine(text, offset)))
    return {
      offset,
      message: `a comma or quotes are missing in \`${shown}\``,
      hint: `if it is one text, ${quoted(shown)}; if it is two fields, write a comma before the second`,
    };
  return {
    offset,
    message: `\`${shown}\` stands in brackets without any of its own`,
    hint: 'leave the outer brackets out, or write brackets inside too: `{ a: { b: c } }`',
  };
};

const severalDocuments: Words = ({ pos: [offset] }) => ({
  offset,
  message: 'a second document begins here, and a file holds only one',
  hint: 'remove the line of `---` or `...`',
});

const longKey: Words = ({ pos: [offset] }, { text }) => ({
  offset,
  message: `\`${shownAt(text, offset)}\` is too long for the name of a field`,
  hint: `if it is a text with a colon in it, put it in quotes`,
});

const tooDeep: Words = ({ pos: [offset] }) => ({
  offset,
  message: 'there are too many brackets or lists within each other to read this',
  hint: 'close each before the next, or give the inner ones lines of their own',
});

/** `*`, `&` and `!` at the beginning of a text name something to YAML. */
const named: Words = ({ pos: [offset] }, source) =>
  wrongFirstSign(/[*&!]$/.test(beforeInLine(source.text, offset)) ? offset - 1 : offset, source);

const words: Readonly<Record<YAMLError['code'], Words>> = {
  ALIAS_PROPS: named,
  BAD_ALIAS: named,
  BAD_COLLECTION_TYPE: named,
  BAD_DIRECTIVE: badDirective,
  BAD_DQ_ESCAPE: unknownEscape,
  BAD_INDENT: wrongIndent,
  BAD_PROP_ORDER: named,
  BAD_SCALAR_START: badStart,
  BLOCK_AS_IMPLICIT_KEY: keyInValue,
  BLOCK_IN_FLOW: blockInBrackets,
  DUPLICATE_KEY: duplicateKey,
  IMPOSSIBLE: unexpected,
  KEY_OVER_1024_CHARS: longKey,
  MISSING_CHAR: missingSign,
  MULTILINE_IMPLICIT_KEY: noColon,
  MULTIPLE_ANCHORS: named,
  MULTIPLE_DOCS: severalDocuments,
  MULTIPLE_TAGS: named,
  NON_STRING_KEY: unexpected,
  RESOURCE_EXHAUSTION: tooDeep,
  TAB_AS_INDENT: tab,
  TAG_RESOLVE_FAILED: named,
  UNEXPECTED_TOKEN: unexpected,
};
