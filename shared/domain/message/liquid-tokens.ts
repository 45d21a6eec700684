/** One `{{ … }}` or `{% … %}` of a text. */
export interface LiquidToken {
  /** Offsets into the text: of its first sign, and after its last one. */
  readonly begin: number;
  readonly end: number;
  readonly text: string;
  /** Of a tag: `if`, `endif`, `assign`; of an output it is empty. */
  readonly tag: string;
  /** What follows the tag's name, or stands in the output, and where it begins. */
  readonly content: string;
  readonly contentBegin: number;
}

const anyToken = /\{\{-?(?<output>.*?)-?\}\}|\{%-?\s*(?<tag>\w*)(?<rest>.*?)-?%\}/gs;

/** Those of a text, in order; what stands in `raw` and `comment` is text and no Liquid. */
export const liquidTokens = (text: string): readonly LiquidToken[] => {
  const tokens: LiquidToken[] = [];
  let until: string | undefined;
  for (const match of text.matchAll(anyToken)) {
    const { output, tag = '', rest } = match.groups ?? {};
    if (until !== undefined && tag !== until) continue;
    until = tag === 'raw' || tag === 'comment' ? `end${tag}` : undefined;
    const content = output ?? rest ?? '';
    const begin = match.index;
    const contentBegin = begin + match[0].lastIndexOf(content, match[0].length - 2 - content.length);
    tokens.push({ begin, end: begin + match[0].length, text: match[0], tag, content, contentBegin });
  }
  return tokens;
};

/** The text with spaces in place of what is between quotes, so that nothing in there is taken for syntax. */
export const withoutTexts = (text: string): string =>
  text.replace(/"[^"]*"|'[^']*'/g, (quoted) => quoted[0] + ' '.repeat(quoted.length - 2) + quoted[0]);

/** Spaces in place of a part of a text; its lines stay. */
export const blanked = (text: string, begin: number, end: number): string =>
  text.slice(0, begin) + text.slice(begin, end).replace(/[^\n]/g, ' ') + text.slice(end);
