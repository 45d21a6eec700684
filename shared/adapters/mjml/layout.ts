import type { Problem } from '#shared/domain/marketing/problem.ts';
import type { MessageFile } from './message-file.ts';

/** What all messages share: head, header, footer. Lines hold the two marks. */
export interface Layout {
  readonly file: string;
  readonly source: string;
}

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
      if (line < firstLine + bodyLines) return { file: message.file, line: line - firstLine + message.bodyLine };
      return { file: layout.file, line: line - bodyLines + 1 };
    },
  };
};
