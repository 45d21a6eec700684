import * as z from 'zod';
import { readPartly, wordingOf } from '#shared/adapters/yaml/read-as.ts';
import { readYaml } from '#shared/adapters/yaml/yaml-source.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import { type Passage, problemIn } from './passage.ts';

/** What all messages share: head, header, footer. Lines hold the two marks. */
export interface Layout {
  readonly source: Passage;
  /** The name that its messages are sent under, from its front matter. */
  readonly sender?: string;
}

const frontMatter = z.strictObject({ sender: z.string().trim().min(1).max(100) });
const wording = wordingOf(frontMatter, { examples: { sender: 'sender: Auriga' } });

/** Takes a layout's file apart. Its front matter may name the sender. */
export const readLayout = (file: string, content: string): { readonly layout: Layout; readonly problems: readonly Problem[] } => {
  const [whole, head] = /^---\r?\n([\s\S]*?)\r?\n---[ \t]*\r?\n/.exec(content) ?? [];
  if (whole === undefined || head === undefined) {
    const source = { file, text: content, line: 1 };
    return { layout: { source }, problems: marksMissing(source) };
  }
  const source = { file, text: content.slice(whole.length), line: whole.split('\n').length };
  const { value, problems } = readPartly(readYaml(file, `\n${head}`), frontMatter, wording);
  return { layout: { source, ...value }, problems: [...problems, ...marksMissing(source)] };
};

const messageMark = '<!-- message -->';
const preheaderMark = '<!-- preheader -->';

/** Each of the marks once: a second one is pointed at, and where there is none, the place that it should stand in. */
const marksMissing = (source: Passage): readonly Problem[] =>
  [[messageMark, '</mj-body>'] as const, [preheaderMark, '<mj-preview'] as const].flatMap(([mark, place]) => {
    const [first, second] = [source.text.indexOf(mark), source.text.lastIndexOf(mark)];
    if (first >= 0 && first === second) return [];
    return [
      problemIn(source, {
        offset: Math.max(0, first >= 0 ? second : source.text.indexOf(place)),
        message: `the layout must contain \`${mark}\` once`,
        hint: `\`${messageMark}\` stands on a line of its own where a message's sections go, \`${preheaderMark}\` inside \`<mj-preview>\``,
      }),
    ];
  });

/** Stands in for a layout with mistakes, so that a message's own mistakes are found without it. */
export const bareLayout: Layout = {
  source: {
    file: '',
    line: 1,
    text: `<mjml><mj-head><mj-preview>${preheaderMark}</mj-preview></mj-head><mj-body>\n${messageMark}\n</mj-body></mjml>`,
  },
};

/** What goes into a layout. */
export interface Content {
  readonly body: Passage;
  readonly preheader: string;
}

/** Puts a message into its layout. `originOf` leads from a line of the result (1-based) back to the passage that was written, and its line. */
export const layOut = (
  { source: layout }: Layout,
  { body, preheader }: Content,
): { readonly source: string; readonly originOf: (line: number) => { readonly passage: Passage; readonly line: number } } => {
  const [before = '', after = ''] = layout.text.split(messageMark);
  const firstLine = before.split('\n').length;
  const bodyLines = body.text.split('\n').length;
  return {
    source: `${before}${body.text}${after}`.replace(preheaderMark, () => preheader),
    originOf: (line) => {
      if (line < firstLine) return { passage: layout, line: layout.line + line - 1 };
      if (line < firstLine + bodyLines) return { passage: body, line: line - firstLine + body.line };
      return { passage: layout, line: layout.line + line - bodyLines };
    },
  };
};
