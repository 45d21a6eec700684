import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import { checkLiquid } from '#shared/domain/message/check-liquid.ts';
import type { CompiledMessage } from '#shared/domain/message/message.ts';
import { checkCompiledMessage, lostLiquid } from './compiled-message-checks.ts';
import { htmlOf } from './html-of.ts';
import { type Layout, layOut, layoutProblems } from './layout.ts';
import { type MessageFile, readMessageFile } from './message-file.ts';
import { plainTextOf } from './plain-text.ts';

const layoutName = '_layout.mjml';

/** What came of a directory of messages: those that can be sent, and every mistake in the others. */
export interface CompiledMessages {
  readonly messages: readonly CompiledMessage[];
  /** Of all messages that there are, those with mistakes too: whoever sends one of them has not misspelt its name. */
  readonly names: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * Compiles every message of a directory, at synth, with all mistakes of all files at once. Paths in problems are relative to the
 * working directory, which is the repository at synth.
 */
export const compileMessages = async (directory: string): Promise<CompiledMessages> => {
  const fileOf = (path: string) => relative(process.cwd(), path).split(sep).join('/');
  const files = await filesOf(directory);
  if (files === undefined) {
    const hint = 'messages are files in it, one each';
    return {
      messages: [],
      names: [],
      problems: [{ file: fileOf(directory), line: 1, column: 1, message: 'there is no such folder', hint }],
    };
  }
  const names = files.filter((name) => !name.startsWith('_')).map((name) => name.slice(0, -'.mjml'.length));
  const read = async (name: string) => {
    const path = join(directory, name);
    return { file: fileOf(path), content: await readFile(path, 'utf8') };
  };
  if (!files.includes(layoutName)) {
    const file = fileOf(join(directory, layoutName));
    return { messages: [], names, problems: [{ file, line: 1, column: 1, message: 'the layout of all messages is missing' }] };
  }
  const { file, content } = await read(layoutName);
  const layout: Layout = { file, source: content };
  const faults = [...layoutProblems(layout), ...checkLiquid(layout.source, { file, line: 1 })];
  // With a broken layout every message would report the layout's mistakes again.
  if (faults.length > 0) return { messages: [], names, problems: faults };

  const results = await Promise.all(
    names.map(async (name) => {
      const source = await read(`${name}.mjml`);
      return compileMessage(layout, source.file, name, source.content);
    }),
  );
  return {
    messages: results.flatMap((result) => ('compiled' in result ? [result.compiled] : [])),
    names,
    problems: distinct(results.flatMap((result) => ('problems' in result ? result.problems : []))),
  };
};

const filesOf = async (directory: string): Promise<readonly string[] | undefined> => {
  const found = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return found?.filter((name) => name.endsWith('.mjml')).sort();
};

type Compilation = { readonly compiled: CompiledMessage } | { readonly problems: readonly Problem[] };

const compileMessage = async (layout: Layout, file: string, name: string, content: string): Promise<Compilation> => {
  const parsed = readMessageFile(file, name, content);
  if ('problems' in parsed) return parsed;
  const mistakes = [...sourceProblems(parsed)];

  const laidOut = layOut(layout, parsed);
  const result = await htmlOf(laidOut.source);
  if ('mistakes' in result) {
    mistakes.push(...result.mistakes.map(({ line, message }) => ({ ...laidOut.originOf(line), column: 1, message })));
    return { problems: mistakes };
  }
  mistakes.push(...lostLiquid(parsed, result.html));
  if (mistakes.length > 0) return { problems: mistakes };

  const compiled: CompiledMessage = {
    message: name,
    subject: parsed.subject,
    preheader: parsed.preheader,
    html: result.html,
    text: plainTextOf(result.html),
  };
  const problems = checkCompiledMessage(parsed, compiled);
  return problems.length > 0 ? { problems } : { compiled };
};

const sourceProblems = (message: MessageFile): readonly Problem[] => {
  const { file } = message;
  const problems: Problem[] = [
    ...checkLiquid(message.subject, { file, line: message.subjectLine }),
    ...checkLiquid(message.preheader, { file, line: message.preheaderLine }),
    ...checkLiquid(message.body, { file, line: message.bodyLine }),
  ];
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(message.message)) {
    problems.push({
      file,
      line: 1,
      column: 1,
      message: `"${message.message}" is no name for a message`,
      hint: 'Use small letters, digits and hyphens, like product-manual.mjml.',
    });
  }
  const whole = message.body.split('\n').findIndex((line) => /<mj(ml|-body|-head)\b/.test(line));
  if (whole !== -1) {
    problems.push({
      file,
      line: message.bodyLine + whole,
      column: 1,
      message: 'a message holds sections only',
      hint: `Write <mj-section>s; <mjml>, <mj-head> and <mj-body> are in ${layoutName}.`,
    });
  }
  return problems;
};

/** A mistake in the layout shows in every message; it is reported once. */
const distinct = (problems: readonly Problem[]): readonly Problem[] => [
  ...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values(),
];
