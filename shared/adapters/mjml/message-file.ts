import { LineCounter, parseDocument } from 'yaml';
import * as z from 'zod';
import type { Problem } from '#shared/domain/marketing/problem.ts';

/** A message as it stands in its file. */
export interface MessageFile {
  /** Relative to the repository. */
  readonly file: string;
  /** The name that journeys send it by: the file's name without `.mjml`. */
  readonly message: string;
  readonly subject: string;
  readonly preheader: string;
  /** 1-based line of the subject and preheader, for problems found in them later. */
  readonly subjectLine: number;
  readonly preheaderLine: number;
  /** The sections, in MJML. */
  readonly body: string;
  /** The line of the file that `body` starts on. */
  readonly bodyLine: number;
}

const frontMatter = z.strictObject({
  subject: z.string('a text').trim().min(1, 'not empty').max(200, 'at most 200 characters'),
  preheader: z.string('a text').trim().min(1, 'not empty').max(250, 'at most 250 characters'),
});

const hint = 'A message starts with "---", then "subject:" and "preheader:", then "---", then MJML sections.';

/** Takes a message's file apart; all mistakes of the front matter come back at once. */
export const readMessageFile = (
  file: string,
  message: string,
  content: string,
): MessageFile | { readonly problems: readonly Problem[] } => {
  const at = (line: number, column: number, text: string, remedy = hint): Problem => ({
    file,
    line,
    column,
    message: text,
    hint: remedy,
  });
  const match = /^---\r?\n(?<head>[\s\S]*?)\r?\n---[ \t]*\r?\n/.exec(content);
  const head = match?.groups?.head;
  if (!match || head === undefined) return { problems: [at(1, 1, 'the front matter with subject and preheader is missing')] };

  const lineCounter = new LineCounter();
  const document = parseDocument(head, { lineCounter });
  if (document.errors.length > 0) {
    return {
      problems: document.errors.map((error) => {
        const { line, col } = lineCounter.linePos(error.pos[0]);
        const text = error.message.split('\n', 1)[0] ?? error.message;
        return at(line + 1, col, text, 'Put a text that starts with { or contains ": " into single quotes.');
      }),
    };
  }
  const lineOf = (key: string): number => {
    const index = head.split(/\r?\n/).findIndex((line) => line.startsWith(`${key}:`));
    return index === -1 ? 1 : index + 2;
  };
  const parsed = frontMatter.safeParse(document.toJS() ?? {});
  if (!parsed.success) {
    return {
      problems: parsed.error.issues.flatMap((issue) =>
        issue.code === 'unrecognized_keys'
          ? issue.keys.map((key) => at(lineOf(key), 1, `"${key}" is not known here`, 'A message has a subject and a preheader.'))
          : [at(lineOf(String(issue.path[0] ?? '')), 1, `${issue.path.join('.') || 'front matter'}: ${issue.message}`)],
      ),
    };
  }
  return {
    file,
    message,
    ...parsed.data,
    subjectLine: lineOf('subject'),
    preheaderLine: lineOf('preheader'),
    body: content.slice(match[0].length),
    bodyLine: match[0].split('\n').length,
  };
};
