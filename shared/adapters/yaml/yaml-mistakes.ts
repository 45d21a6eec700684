import type { Document, YAMLError } from 'yaml';
import { type Misread, misread, type YamlText } from './yaml-text.ts';
import { gluedField, inOurWords, wrongFirstSign, type YamlMistake } from './yaml-words.ts';

export interface YamlMistakes {
  readonly mistakes: readonly YamlMistake[];
  /** Whether the rest of the file means what it says in spite of them. */
  readonly isReadable: boolean;
}

/** What is wrong with the form of a file, in the order of its lines. What only follows from a mistake before it is left out. */
export const yamlMistakes = (document: Document, text: string, lineOf: (offset: number) => number): YamlMistakes => {
  const source: YamlText = { document, text, lineOf };
  // What is only a warning to others would lose a text.
  const errors = [...document.errors, ...document.warnings].filter(isFirstOfItsPlace);
  const found = [
    ...errors.map((error) => ({ error, mistake: inOurWords(error, source) })),
    ...(document.errors.length > 0 ? [] : misread(source)).map((each) => ({ error: undefined, mistake: notMeant(each, source) })),
  ].toSorted((a, b) => a.mistake.offset - b.mistake.offset);
  const mistakes: YamlMistake[] = [];
  for (const { error, mistake } of found) {
    if (!mistakes.some((earlier) => followsFrom(earlier, mistake, error, source))) mistakes.push(mistake);
  }
  return { mistakes, isReadable: found.every(({ mistake }) => mistake.isLocal === true) };
};

/** Of a key over several lines something else is said as well, and says more. */
const isFirstOfItsPlace = ({ code, pos: [offset] }: YAMLError, _index: number, all: readonly YAMLError[]): boolean =>
  code !== 'MULTILINE_IMPLICIT_KEY' || !all.some((other) => other.code.startsWith('BLOCK_') && other.pos[0] === offset);

const notMeant = (what: Misread, source: YamlText): YamlMistake => {
  const { offset } = what;
  if (what.kind === 'glued') return gluedField(offset, what.shown) ?? wrongFirstSign(offset, source);
  if (what.kind === 'name') return wrongFirstSign(offset, source);
  const { isLocal: _, ...mistake } = wrongFirstSign(offset, source);
  return mistake;
};

/**
 * A file that loses its shape in one line surprises a parser again below it, up to where the next field of the file begins. A second tab
 * says nothing new: whoever mends one has an editor that writes them.
 */
const followsFrom = (earlier: YamlMistake, mistake: YamlMistake, error: YAMLError | undefined, source: YamlText): boolean => {
  if (earlier.offset === mistake.offset || earlier.hidesRest === true) return true;
  if (error?.code === 'TAB_AS_INDENT') return earlier.message === mistake.message;
  if (earlier.isLocal === true && error?.code !== 'UNEXPECTED_TOKEN') return false;
  if (source.lineOf(earlier.offset) === source.lineOf(mistake.offset)) return true;
  return mistake.isOfShape === true && fieldAround(earlier, source) === fieldAround(mistake, source);
};

/** The last field of the file itself that begins before a mistake. */
const fieldAround = ({ offset }: YamlMistake, { text }: YamlText): number =>
  [...text.slice(0, offset + 1).matchAll(/^[\p{L}\p{N}"']/gmu)].at(-1)?.index ?? 0;
