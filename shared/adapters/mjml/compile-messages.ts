import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nameOfFile } from '#shared/adapters/yaml/yaml-source.ts';
import { didYouMean } from '#shared/domain/marketing/did-you-mean.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import { checkLiquid } from '#shared/domain/message/check-liquid.ts';
import type { CompiledMessage } from '#shared/domain/message/message.ts';
import { checkCompiledMessage, lostLiquid } from './compiled-message-checks.ts';
import { htmlOf } from './html-of.ts';
import { type Layout, layOut, layoutProblems, readLayout } from './layout.ts';
import { type MessageFile, readMessageFile } from './message-file.ts';
import { plainTextOf } from './plain-text.ts';

const layoutName = '_layout.mjml';
/** What `layout: auriga` in a message means. */
const layoutNamed = (name: string): string => `_layout-${name}.mjml`;

/** The names of other marketing files that messages may use. What is left out is not looked at. */
export interface NamesDeclared {
  readonly topics?: readonly string[] | undefined;
  readonly traits?: readonly string[] | undefined;
}

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
export const compileMessages = async (directory: string, declared: NamesDeclared = {}): Promise<CompiledMessages> => {
  const files = await filesOf(directory);
  if (files === undefined) {
    const hint = 'messages are files in it, one each';
    return {
      messages: [],
      names: [],
      problems: [{ file: nameOfFile(directory), line: 1, column: 1, message: 'there is no such folder', hint }],
    };
  }
  const names = files.filter((name) => !name.startsWith('_')).map((name) => name.slice(0, -'.mjml'.length));
  const read = async (name: string) => {
    const path = join(directory, name);
    return { file: nameOfFile(path), content: await readFile(path, 'utf8') };
  };
  if (!files.includes(layoutName)) {
    const file = nameOfFile(join(directory, layoutName));
    return { messages: [], names, problems: [{ file, line: 1, column: 1, message: 'the layout of all messages is missing' }] };
  }
  const layouts = new Map<string, Layout>();
  const faults: Problem[] = [];
  for (const name of files.filter((one) => one === layoutName || one.startsWith('_layout-'))) {
    const { file, content } = await read(name);
    const layout = readLayout(file, content);
    if ('problems' in layout) faults.push(...layout.problems);
    else faults.push(...layoutProblems(layout), ...checkLiquid(layout.source, { file, line: 1 }, declared.traits));
    if ('source' in layout) layouts.set(name, layout);
  }
  // With a broken layout every message would report the layout's mistakes again.
  if (faults.length > 0) return { messages: [], names, problems: faults };

  const results = await Promise.all(
    names.map(async (name) => {
      const source = await read(`${name}.mjml`);
      const written = readMessageFile(source.file, name, source.content);
      if ('problems' in written) return written;
      const message = await withSections(written, names, (other) => read(`${other}.mjml`));
      return 'problems' in message ? message : compileMessage(layouts, message, declared);
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

/** Gives a message that has the body of another one its sections, and the layout and the topic too unless it names its own. */
const withSections = async (
  message: MessageFile,
  names: readonly string[],
  read: (name: string) => Promise<{ readonly file: string; readonly content: string }>,
): Promise<MessageFile | { readonly problems: readonly Problem[] }> => {
  const { file, sectionsOf, sectionsOfLine: line } = message;
  if (sectionsOf === undefined) return message;
  const refuse = (text: string, hint: string, at = line) => ({ problems: [{ file, line: at, column: 1, message: text, hint }] });
  if (message.body.trim() !== '') {
    const hint = `Take them out, or the line \`body: ${sectionsOf}\`.`;
    return refuse('a message with the body of another one has no sections of its own', hint, message.bodyLine);
  }
  if (!names.includes(sectionsOf)) {
    const hint = didYouMean(sectionsOf, names) ?? 'name another file of this folder, without its ending';
    return refuse(`there is no message "${sectionsOf}" to take the body of`, hint);
  }
  const other = await read(sectionsOf);
  const written = readMessageFile(other.file, sectionsOf, other.content);
  if ('problems' in written) return written;
  if (written.sectionsOf !== undefined) {
    return refuse(`"${sectionsOf}" has no body of its own`, `Name the message that has it: ${written.sectionsOf}.`);
  }
  const { topic, layout, body, bodyFile, bodyLine } = written;
  return {
    ...(topic === undefined ? {} : { topic }),
    ...(layout === undefined ? {} : { layout }),
    ...message,
    body,
    bodyFile,
    bodyLine,
  };
};

const compileMessage = async (
  layouts: ReadonlyMap<string, Layout>,
  parsed: MessageFile,
  { topics, traits }: NamesDeclared,
): Promise<Compilation> => {
  const mistakes = [...sourceProblems(parsed, traits), ...topicProblems(parsed, topics)];
  const layout = layouts.get(parsed.layout === undefined ? layoutName : layoutNamed(parsed.layout));
  if (layout === undefined) return { problems: [...mistakes, noLayout(parsed, layouts)] };

  const laidOut = layOut(layout, parsed);
  const result = await htmlOf(laidOut.source);
  if ('mistakes' in result) {
    mistakes.push(...result.mistakes.map(({ line, message }) => ({ ...laidOut.originOf(line), column: 1, message })));
    return { problems: mistakes };
  }
  mistakes.push(...lostLiquid(parsed, result.html));
  if (mistakes.length > 0) return { problems: mistakes };

  const compiled: CompiledMessage = {
    message: parsed.message,
    ...(parsed.topic === undefined ? {} : { topic: parsed.topic }),
    ...(layout.sender === undefined ? {} : { sender: layout.sender }),
    subject: parsed.subject,
    preheader: parsed.preheader,
    html: result.html,
    text: plainTextOf(result.html),
  };
  const problems = checkCompiledMessage(parsed, compiled);
  return problems.length > 0 ? { problems } : { compiled };
};

const sourceProblems = (message: MessageFile, traits: readonly string[] | undefined): readonly Problem[] => {
  const { file } = message;
  const problems: Problem[] = [
    ...checkLiquid(message.subject, { file, line: message.subjectLine }, traits),
    ...checkLiquid(message.preheader, { file, line: message.preheaderLine }, traits),
    ...checkLiquid(message.body, { file: message.bodyFile, line: message.bodyLine }, traits),
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
      file: message.bodyFile,
      line: message.bodyLine + whole,
      column: 1,
      message: 'a message holds sections only',
      hint: `Write <mj-section>s; <mjml>, <mj-head> and <mj-body> are in ${layoutName}.`,
    });
  }
  return problems;
};

const topicProblems = ({ file, topic, topicLine }: MessageFile, topics: readonly string[] | undefined): readonly Problem[] => {
  if (topic === undefined || topics === undefined || topics.includes(topic)) return [];
  const hint = didYouMean(topic, topics) ?? 'declare it under `topics` there';
  return [{ file, line: topicLine, column: 1, message: `there is no topic "${topic}" in marketing/sending.yaml`, hint }];
};

const noLayout = ({ file, layout = '', layoutLine }: MessageFile, layouts: ReadonlyMap<string, Layout>): Problem => {
  const known = [...layouts.keys()]
    .filter((name) => name !== layoutName)
    .map((name) => name.slice('_layout-'.length, -'.mjml'.length));
  const hint = didYouMean(layout, known) ?? `make the file ${layoutNamed(layout)} beside it, as a copy of ${layoutName}`;
  return { file, line: layoutLine, column: 1, message: `there is no layout "${layout}"`, hint };
};

/** A mistake in the layout shows in every message; it is reported once. */
const distinct = (problems: readonly Problem[]): readonly Problem[] => [
  ...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values(),
];
