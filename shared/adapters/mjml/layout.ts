import { parseDocument } from 'yaml';
import * as z from 'zod';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import type { MessageFile } from './message-file.ts';

/** What all messages share: head, header, footer. Lines hold the two marks. */
export interface Layout {
  readonly file: string;
  readonly source: string;
  /** The name that its messages are sent under, from its front matter. */
  readonly sender?: string;
}

const frontMatter = z.strictObject({ sender: z.string().trim().min(1).max(100) });

/** Takes a layout's file apart. Its front matter may name the sender; lines stay where they are in the file. */
export const readLayout = (file: string, content: string): Layout | { readonly problems: readonly Problem[] } => {
  const [whole, head] = /^---\r?\n([\s\S]*?)\r?\n---[ \t]*\r?\n/.exec(content) ?? [];
  if (whole === undefined || head === undefined) return { file, source: content };
  const document = parseDocument(head);
  const parsed = frontMatter.safeParse(document.errors.length > 0 ? undefined : document.toJS());
  if (!parsed.success) {
    const hint = 'All that can stand there is who the mail is from, like `sender: Auriga`.';
    return { problems: [{ file, line: 2, column: 1, message: 'the front matter of the layout is not understood', hint }] };
  }
  const lines = whole.split('\n').length - 1;
  return { file, source: '\n'.repeat(lines) + content.slice(whole.length), sender: parsed.data.sender };
};

const messageMark = '<!-- message -->';
const preheaderMark = '<!-- preheader -->';

export const layoutProblems = ({ file, source }: Layout): readonly Problem[] =>
  [messageMark, preheaderMark]
    .filter((mark) => source.split(mark).length !== 2)
    .map((mark) => ({
      file,
      line: 1,
      column: 1,
      message: `the layout must contain ${mark} once`,
      hint: `${messageMark} stands on a line of its own where a message's sections go, ${preheaderMark} inside <mj-preview>.`,
    }));

/** Where a line of the laid out message came from. */
export interface Origin {
  readonly file: string;
  readonly line: number;
}

/** Puts a message into its layout. `originOf` leads from a line of the result (1-based) back to the file that was written. */
export const layOut = (
  layout: Layout,
  message: MessageFile,
): { readonly source: string; readonly originOf: (line: number) => Origin } => {
  const [before = '', after = ''] = layout.source.split(messageMark);
  const firstLine = before.split('\n').length;
  const bodyLines = message.body.split('\n').length;
  return {
    source: `${before}${message.body}${after}`.replace(preheaderMark, () => message.preheader),
    originOf: (line) => {
      if (line < firstLine) return { file: layout.file, line };
      if (line < firstLine + bodyLines) return { file: message.bodyFile, line: line - firstLine + message.bodyLine };
      return { file: layout.file, line: line - bodyLines + 1 };
    },
  };
};
