import { LineCounter, parseDocument } from 'yaml';
import * as z from 'zod';
import type { Problem } from '#shared/domain/marketing/problem.ts';

/** A message as it stands in its file. */
export interface MessageFile {
  /** Relative to the repository. */
  readonly file: string;
  /** The name that journeys send it by: the file's name without `.mjml`. */
  readonly message: string;
  readonly topic?: string;
  /** Of `_layout-<name>.mjml`; without it, the one of `_layout.mjml`. */
  readonly layout?: string;
  /** The message whose sections it has, where it has none of its own. */
  readonly sectionsOf?: string;
  /** 1-based line of the topic. */
  readonly topicLine: number;
  readonly layoutLine: number;
  readonly sectionsOfLine: number;
  readonly subject: string;
  readonly preheader: string;
  /** 1-based line of the subject and preheader, for problems found in them later. */
  readonly subjectLine: number;
  readonly preheaderLine: number;
  /** The sections, in MJML. */
  readonly body: string;
  /** The file and the line that `body` stands in: another file, where it is another message's. */
  readonly bodyFile: string;
  readonly bodyLine: number;
}

const frontMatter = z.strictObject({
  topic: z.string('a text').trim().min(1, 'not empty').max(40, 'at most 40 characters').exactOptional(),
  layout: z.string('a text').trim().min(1, 'not empty').exactOptional(),
  body: z.string('the name of another message').trim().min(1, 'not empty').exactOptional(),
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
          ? issue.keys.map((key) =>
              at(
                lineOf(key),
                1,
                `"${key}" is not known here`,
                'A message has a subject, a preheader, and perhaps a topic, a layout, and the body of another message.',
              ),
            )
          : [at(lineOf(String(issue.path[0] ?? '')), 1, `${issue.path.join('.') || 'front matter'}: ${issue.message}`)],
      ),
    };
  }
  const { body: sectionsOf, ...said } = parsed.data;
  return {
    file,
    message,
    ...said,
    ...(sectionsOf === undefined ? {} : { sectionsOf }),
    topicLine: lineOf('topic'),
    layoutLine: lineOf('layout'),
    sectionsOfLine: lineOf('body'),
    subjectLine: lineOf('subject'),
    preheaderLine: lineOf('preheader'),
    body: content.slice(match[0].length),
    bodyFile: file,
    bodyLine: match[0].split('\n').length,
  };
};
