import type { Scalar } from 'yaml';

/** How a scalar stands in its file: from its first sign, be that a quotation mark or the `|` of a block. */
export interface WrittenScalar {
  readonly style: Scalar.Type | undefined;
  readonly source: string;
  readonly value: string;
}

/**
 * Where the character of a value stands in its source. The two differ where YAML has signs of its own: blanks that are folded or stripped,
 * and escapes.
 *
 * @param offset in the value, from its first character that is no blank: conditions are read without the blanks around them.
 */
export const placeInScalar = ({ style, source, value }: WrittenScalar, offset: number): number => {
  const blanks = style === 'QUOTE_DOUBLE' ? escapedBlanks : plainBlanks;
  let inSource = afterBlanks(blanks, source, beginningOf(source, style));
  let inValue = afterBlanks(plainBlanks, value, 0);
  const wanted = inValue + offset;
  while (inValue < wanted && inSource < source.length) {
    const word = afterBlanks(blanks, source, inSource);
    if (word > inSource) {
      // However many they are, and wherever the lines end: between two words are the same words' blanks.
      inSource = word;
      inValue = afterBlanks(plainBlanks, value, inValue);
      continue;
    }
    const { written, meant } = signAt(source, inSource, style);
    inSource += written;
    inValue += meant;
  }
  return inSource;
};

const plainBlanks = /\s*/y;
/** Between double quotation marks a blank may be an escape, and a line that ends in `\` goes on in the next. */
const escapedBlanks = /(?:\s|\\[ tnr\t]|\\\r?\n)*/y;

const afterBlanks = (blanks: RegExp, text: string, from: number): number => {
  blanks.lastIndex = from;
  return from + (blanks.exec(text)?.[0].length ?? 0);
};

const beginningOf = (source: string, style: Scalar.Type | undefined): number => {
  if (style === 'BLOCK_LITERAL' || style === 'BLOCK_FOLDED') return Math.max(0, source.indexOf('\n'));
  return style === 'QUOTE_SINGLE' || style === 'QUOTE_DOUBLE' ? 1 : 0;
};

/** How many characters the source has for one sign, and how many of the value they are. */
const signAt = (
  source: string,
  at: number,
  style: Scalar.Type | undefined,
): { readonly written: number; readonly meant: number } => {
  if (style === 'QUOTE_SINGLE' && source.startsWith("''", at)) return { written: 2, meant: 1 };
  if (style !== 'QUOTE_DOUBLE' || source.charAt(at) !== '\\') return { written: 1, meant: 1 };
  const digits = digitsOfEscape.get(source.charAt(at + 1));
  if (digits === undefined) return { written: 2, meant: 1 };
  const code = Number.parseInt(source.slice(at + 2, at + 2 + digits), 16);
  return { written: 2 + digits, meant: code > 0xffff ? 2 : 1 };
};

const digitsOfEscape: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);
