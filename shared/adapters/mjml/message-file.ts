import * as z from 'zod';
import { readPartly, wordingOf } from '#shared/adapters/yaml/read-as.ts';
import { readYaml } from '#shared/adapters/yaml/yaml-source.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import type { TextMistake } from '#shared/domain/message/text-mistake.ts';
import type { Passage } from './passage.ts';

/** A message as it stands in its file, as far as it can be read. */
export interface MessageFile {
  /** Relative to the repository. */
  readonly file: string;
  /** The name that journeys send it by: the file's name without `.mjml`. */
  readonly message: string;
  /** What its front matter says. What is wrong with a field leaves the others as they are. */
  readonly head: MessageHead;
  /** The sections, in MJML: in another file, where it has the body of another message. */
  readonly body: Passage;
  /** Mistakes of the front matter's form. */
  readonly problems: readonly Problem[];
  /** A mistake in what a field says, or in the field as a whole. */
  problemIn(field: HeadField, mistake: TextMistake): Problem;
}

const frontMatter = z.strictObject({
  topic: z.string().trim().min(1).max(40).exactOptional(),
  /** Of `_layout-<name>.mjml`; without it, the one of `_layout.mjml`. */
  layout: z.string().trim().min(1).exactOptional(),
  /** The message whose sections it has, where it has none of its own. */
  body: z.string().trim().min(1).exactOptional(),
  subject: z.string().trim().min(1).max(200),
  preheader: z.string().trim().min(1).max(250),
});
export type MessageHead = Partial<z.infer<typeof frontMatter>>;
export type HeadField = keyof MessageHead;

const wording = wordingOf(frontMatter, {
  examples: {
    topic: 'topic: offers',
    layout: 'layout: auriga',
    body: 'body: product-manual',
    subject: 'subject: Your guide is here',
    preheader: 'preheader: What is in it, and how long it takes to read.',
  },
});

const form = 'a message starts with `---`, then `subject:` and `preheader:`, then `---`, then MJML sections';

/** Takes a message's file apart. */
export const readMessageFile = (file: string, message: string, content: string): MessageFile => {
  const match = /^---\r?\n(?<head>[\s\S]*?)\r?\n---[ \t]*\r?\n/.exec(content);
  const text = match?.groups?.head;
  if (!match || text === undefined) return withoutHead(file, message, content);
  // Its first line is the second of the file.
  const source = readYaml(file, `\n${text}`);
  const { value = {}, problems } = readPartly<MessageHead>(source, frontMatter, wording);
  const cut = cutByComment(file, text);
  return {
    file,
    message,
    head: value,
    body: { file, text: content.slice(match[0].length), line: match[0].split('\n').length },
    problems: [
      ...problems
        .map((problem) => ({ ...problem, line: Math.max(2, problem.line), hint: problem.hint ?? form }))
        .filter(({ line }) => !cut.some((one) => one.line === line)),
      ...cut,
    ],
    problemIn: (field, mistake) => source.problem({ path: [field], ...mistake }),
  };
};

/** To YAML, `#` after a space begins a comment: the rest of a subject would be in no mail. */
const cutByComment = (file: string, head: string): readonly Problem[] =>
  head.split(/\r?\n/).flatMap((line, index) => {
    const [before] = /^(?:subject|preheader):(?!\s*['"|>]).*?\s(?=#)/.exec(line) ?? [];
    if (before === undefined) return [];
    const message = `\`${line.slice(before.length).trimEnd()}\` is a comment here, and in no mail`;
    const hint = 'put the whole text into single quotes, or the comment on a line of its own';
    return [{ file, line: index + 2, column: before.length + 1, message, hint }];
  });

/** The sections are looked at all the same, from the first one on. */
const withoutHead = (file: string, message: string, content: string): MessageFile => {
  const isOpen = content.startsWith('---');
  const start = content.search(/^[ \t]*</m);
  const text = start < 0 ? '' : content.slice(start);
  const line = content.slice(0, Math.max(0, start)).split('\n').length;
  const said = isOpen ? 'the front matter has no end' : 'the front matter with subject and preheader is missing';
  const hint = isOpen ? 'write `---` on a line of its own before the first section' : form;
  return {
    file,
    message,
    head: {},
    body: { file, text, line },
    problems: [{ file, line: 1, column: 1, message: said, hint }],
    problemIn: (_, mistake) => ({ file, line: 1, column: 1, message: mistake.message }),
  };
};
