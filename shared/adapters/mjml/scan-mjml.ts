import { liquidTokens } from '#shared/domain/message/liquid-tokens.ts';
import type { TextMistake } from '#shared/domain/message/text-mistake.ts';

/** The beginning or the end of an element, as it stands in the text. */
export interface MjmlTag {
  readonly kind: 'open' | 'close' | 'empty';
  readonly name: string;
  /** Offsets: of its `<`, and after its `>`. */
  readonly begin: number;
  readonly end: number;
  readonly attributes: readonly MjmlAttribute[];
  /** What is wrong with the way it is written. */
  readonly mistakes: readonly TextMistake[];
}

export interface MjmlAttribute {
  readonly name: string;
  readonly value: string;
  readonly begin: number;
}

/** Spaces in place of comments, and of what in Liquid looks like a tag: `{% if a < 3 %}`. Everything stays at its place. */
export const withoutComments = (text: string): string =>
  liquidTokens(text)
    .reduce((rest, { begin, end }) => rest.slice(0, begin) + text.slice(begin, end).replace(/[<>]/g, ' ') + rest.slice(end), text)
    .replace(/<!--.*?-->/gs, (comment) => comment.replace(/[^\n]/g, ' '));

/** The next tag at or after an offset of a text without comments. */
export const nextTag = (text: string, from: number): MjmlTag | undefined => {
  const start = /<(?<slash>\/?)(?<name>[A-Za-z][\w:-]*)/g;
  start.lastIndex = from;
  const match = start.exec(text);
  if (match === null) return undefined;
  const begin = match.index;
  const name = (match.groups?.name ?? '').toLowerCase();
  const { end, isEmpty, attributes, mistakes } = readAttributes(text, begin + match[0].length, name);
  const kind = match.groups?.slash === '/' ? 'close' : isEmpty ? 'empty' : 'open';
  return { kind, name, begin, end, attributes, mistakes };
};

type Attributes = Pick<MjmlTag, 'end' | 'attributes' | 'mistakes'> & { readonly isEmpty: boolean };

const readAttributes = (text: string, from: number, name: string): Attributes => {
  const attributes: MjmlAttribute[] = [];
  const part =
    /\s*(?:(?<end>\/?>)|(?<name>[^\s=<>/"']+)(?:\s*=\s*(?:"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<bare>[^\s>"']+)))?|(?<odd>.))/gsy;
  part.lastIndex = from;
  for (let match = part.exec(text); match !== null; match = part.exec(text)) {
    const { end, name: attribute, double, single, bare = '', odd } = match.groups ?? {};
    if (end !== undefined) return { end: part.lastIndex, isEmpty: end === '/>', attributes, mistakes: [] };
    const begin = match.index + match[0].search(/\S/);
    const value = double ?? single ?? bare;
    const quoted = double !== undefined || single !== undefined;
    const stop = (message: string, hint: string, at = begin): Attributes => ({
      end: endFrom(text, at),
      isEmpty: false,
      attributes,
      mistakes: [{ offset: at, message, hint }],
    });
    if (odd === '<') return { ...unclosed(name, from), end: begin, attributes };
    if (attribute === undefined || (quoted && value.includes('<'))) {
      const unquoted = attribute ?? (odd === '=' ? attributes.at(-1)?.name : undefined);
      const said =
        unquoted === undefined ? `a quotation mark in \`<${name}>\` is too many` : `the value of \`${unquoted}\` is not closed`;
      return stop(said, 'write a quotation mark on both sides of the value');
    }
    if (quoted && value.split(/\{[{%]/).length > value.split(/[%}]\}/).length) {
      const other = double === undefined ? 'double' : 'single';
      return stop(
        `the value of \`${attribute}\` ends within its Liquid`,
        `use ${other} quotes there, like \`href="{{ traits.plan | default: 'free' }}"\``,
      );
    }
    attributes.push({ name: attribute, value, begin });
  }
  return { ...unclosed(name, from), end: text.length, attributes };
};

const unclosed = (name: string, from: number): Pick<Attributes, 'isEmpty' | 'mistakes'> => ({
  isEmpty: false,
  mistakes: [{ offset: from - name.length - 1, message: `\`<${name}\` is not closed`, hint: 'write `>` where it ends' }],
});

/** Where a tag that cannot be read probably ends: the next sign is as good a guess as any. */
const endFrom = (text: string, from: number): number => {
  const end = text.indexOf('>', from);
  return end < 0 ? text.length : end + 1;
};
