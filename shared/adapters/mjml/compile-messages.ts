import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isVisible, nameOfFile } from '#shared/adapters/yaml/yaml-source.ts';
import { didYouMean } from '#shared/domain/marketing/did-you-mean.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import type { CompiledMessage } from '#shared/domain/message/message.ts';
import type { PlacedProperty } from '#shared/domain/message/unknown-properties.ts';
import { checkLayout } from './check-layout.ts';
import { checkMessage, type NamesDeclared } from './check-message.ts';
import { type Layout, readLayout } from './layout.ts';
import { type MessageFile, readMessageFile } from './message-file.ts';
import { problemIn } from './passage.ts';

const layoutName = '_layout.mjml';
/** What `layout: auriga` in a message means. */
const layoutNamed = (name: string): string => `_layout-${name}.mjml`;

/** What came of a directory of messages: those that can be sent, and every mistake in the others. */
export interface CompiledMessages {
  readonly messages: readonly CompiledMessage[];
  /** Of all messages that there are, those with mistakes too: whoever sends one of them has not misspelt its name. */
  readonly names: readonly string[];
  /** Every property of an event that a message speaks of: which there are is up to the journeys that send it. */
  readonly properties: readonly PlacedProperty[];
  readonly problems: readonly Problem[];
}

/**
 * Compiles every message of a directory, at synth, with all mistakes of all files at once. Paths in problems are relative to the
 * working directory, which is the repository at synth.
 */
export const compileMessages = async (directory: string, declared: NamesDeclared = {}): Promise<CompiledMessages> => {
  const files = await filesOf(directory);
  if (files === undefined) {
    const message = 'there is no such folder';
    const hint = 'messages are files in it, one each';
    const problems = [{ file: nameOfFile(directory), line: 1, column: 1, message, hint }];
    return { messages: [], names: [], properties: [], problems };
  }
  const read = async (name: string) => {
    const path = join(directory, name);
    return { file: nameOfFile(path), content: (await readFile(path, 'utf8')).replace(/^\uFEFF/, '') };
  };
  const layouts = await readLayouts(files, read, declared);
  const missing = files.includes(layoutName) ? [] : [noCommonLayout(nameOfFile(join(directory, layoutName)))];

  const names = files.filter((name) => !name.startsWith('_')).map((name) => name.slice(0, -'.mjml'.length));
  const written = new Map<string, MessageFile>();
  for (const name of names) {
    const { file, content } = await read(`${name}.mjml`);
    written.set(name, readMessageFile(file, name, content));
  }
  const results = await Promise.all(
    [...written.values()].map(async (own) => {
      const { message, problems } = withSections(own, written);
      const { layout = '' } = message.head;
      const name = layout === '' ? layoutName : layoutNamed(layout);
      const unknown = layout !== '' && !layouts.has(name) ? [noLayout(own, layout, [...layouts.keys()])] : [];
      const checked = await checkMessage(message, { layout: layouts.get(name)?.sound, declared });
      const all = inOrder([...checked.problems, ...problems, ...unknown]);
      return { ...checked, problems: all, messages: all.length === 0 && checked.compiled ? [checked.compiled] : [] };
    }),
  );
  return {
    messages: results.flatMap(({ messages }) => messages),
    names,
    properties: results.flatMap(({ properties }) => properties),
    problems: distinct([
      ...missing,
      ...[...layouts.values()].flatMap(({ problems }) => problems),
      ...results.flatMap(({ problems }) => problems),
    ]),
  };
};

const filesOf = async (directory: string): Promise<readonly string[] | undefined> => {
  const found = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return found?.filter((name) => isVisible(name) && name.endsWith('.mjml')).sort();
};

type Read = (name: string) => Promise<{ readonly file: string; readonly content: string }>;

interface CheckedLayout {
  /** Undefined where it has mistakes: then it is not what its messages are to be looked at in. */
  readonly sound: Layout | undefined;
  readonly problems: readonly Problem[];
}

const readLayouts = async (
  files: readonly string[],
  read: Read,
  { traits }: NamesDeclared,
): Promise<ReadonlyMap<string, CheckedLayout>> => {
  const layouts = new Map<string, CheckedLayout>();
  for (const name of files.filter((one) => one === layoutName || one.startsWith('_layout-'))) {
    const { file, content } = await read(name);
    const { layout, problems: formal } = readLayout(file, content);
    const problems = inOrder([...formal, ...(await checkLayout(layout, traits))]);
    layouts.set(name, { sound: problems.length === 0 ? layout : undefined, problems });
  }
  return layouts;
};

const noCommonLayout = (file: string): Problem => ({
  file,
  line: 1,
  column: 1,
  message: 'the layout of all messages is missing',
  hint: 'it holds what they share: head, header and footer',
});

/** Gives a message that has the body of another one its sections, and the layout and the topic too unless it names its own. */
const withSections = (
  own: MessageFile,
  all: ReadonlyMap<string, MessageFile>,
): { readonly message: MessageFile; readonly problems: readonly Problem[] } => {
  const { body: sectionsOf } = own.head;
  if (sectionsOf === undefined) return { message: own, problems: [] };
  const refuse = (message: string, hint: string) => ({
    message: own,
    problems: [own.problemIn('body', { offset: 0, message, hint })],
  });
  const start = own.body.text.search(/\S/);
  if (start >= 0) {
    const hint = `take them out, or the line \`body: ${sectionsOf}\``;
    const message = 'a message with the body of another one has no sections of its own';
    return { message: own, problems: [problemIn(own.body, { offset: start, message, hint })] };
  }
  const other = all.get(sectionsOf);
  if (other === undefined) {
    const hint = didYouMean(sectionsOf, [...all.keys()]) ?? 'name another file of this folder, without its ending';
    return refuse(`there is no message \`${sectionsOf}\` to take the body of`, hint);
  }
  if (other.head.body !== undefined) {
    return refuse(`\`${sectionsOf}\` has no body of its own`, `name the message that has it: \`${other.head.body}\``);
  }
  const { topic, layout } = other.head;
  const shared = { ...(topic === undefined ? {} : { topic }), ...(layout === undefined ? {} : { layout }) };
  return { message: { ...own, head: { ...shared, ...own.head }, body: other.body }, problems: [] };
};

const noLayout = (file: MessageFile, layout: string, layouts: readonly string[]): Problem => {
  const known = layouts.filter((name) => name !== layoutName).map((name) => name.slice('_layout-'.length, -'.mjml'.length));
  const hint = didYouMean(layout, known) ?? `make the file ${layoutNamed(layout)} beside it, as a copy of ${layoutName}`;
  return file.problemIn('layout', { offset: 0, message: `there is no layout \`${layout}\``, hint });
};

const inOrder = (problems: readonly Problem[]): readonly Problem[] =>
  problems.toSorted((a, b) => a.line - b.line || a.column - b.column);

/** A mistake in sections that several messages have is reported once. */
const distinct = (problems: readonly Problem[]): readonly Problem[] => [
  ...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values(),
];
