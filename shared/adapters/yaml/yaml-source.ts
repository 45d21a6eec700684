import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, Scalar, visit } from 'yaml';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import type { Finding, Path } from './finding.ts';
import { placeInScalar } from './place-in-scalar.ts';
import { yamlMistakes } from './yaml-mistakes.ts';

/** A YAML file that can say where in it something stands. */
export interface YamlSource {
  /**
   * Its content as plain values; undefined where it could not be read. It can be in spite of some `problems`: of a key that stands twice
   * (the later one counts), or of a text that lacks quotes.
   */
  readonly value: unknown;
  /** What is wrong with it as YAML. */
  readonly problems: readonly Problem[];
  /** Gives a finding its line and column. */
  problem(finding: Finding): Problem;
  /** The same of many, in the order of the lines. */
  problemsOf(findings: readonly Finding[]): readonly Problem[];
  /** A plain value just as it is written: `2.40`. */
  written(path: Path): string | undefined;
}

/** How problems name the file at a path. */
export const nameOfFile = (path: string): string => relative(process.cwd(), path).replaceAll('\\', '/');

/** What editors and systems put beside a file for themselves, like `.#welcome.yaml`, begins with a point and is nobody's. */
export const isVisible = (name: string): boolean => !name.startsWith('.');

/** The file at a path; undefined where there is none. */
export const readYamlFile = async (path: string): Promise<YamlSource | undefined> => {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : readYaml(nameOfFile(path), text);
};

/** Pure; `file` is for the problems. */
export const readYaml = (file: string, text: string): YamlSource => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const { mistakes, isReadable } = yamlMistakes(document, text, (offset) => at(offset).line);
  const problems = mistakes.map(({ offset, message, hint, isLocal }): Problem => {
    return { ...at(offset), message: isLocal === true ? message : `not readable: ${message}`, hint };
  });
  const problem = ({ path, message, hint, at: where, offset }: Finding): Problem => ({
    ...at(offsetOf(document, path, where === 'key') + offsetInText(text, document, path, offset)),
    message,
    ...(hint === undefined ? {} : { hint }),
  });

  const value = isReadable ? plainValue(document) : undefined;

  return {
    value: value === tooMuch ? undefined : value,
    problems: value === tooMuch ? [...problems, { ...at(0), ...explodes }] : problems,
    problem,
    problemsOf: (findings) =>
      findings
        .map(problem)
        // A text that lacks quotes is not besides what it should be.
        .filter(({ line, column }) => !problems.some((found) => found.line === line && found.column === column))
        .toSorted((a, b) => a.line - b.line || a.column - b.column),
    written: (path) => {
      const node = document.getIn(path, true);
      return isScalar(node) ? node.source : undefined;
    },
  };
};

const tooMuch = Symbol('too much');
const explodes = {
  message: 'not readable: copies of copies make this file larger than anybody can read',
  hint: 'write out what `*` repeats',
};

/** Names that nothing was given to are texts to whoever wrote them. */
const plainValue = (document: Document): unknown => {
  visit(document, { Alias: (_, alias) => (alias.resolve(document) === undefined ? new Scalar(`*${alias.source}`) : undefined) });
  try {
    return document.toJS();
  } catch (error) {
    // Of an alias that holds its own holder, or of too many of them.
    if (error instanceof ReferenceError) return tooMuch;
    throw error;
  }
};

/** Where a character of a text stands in the file, from its first sign on. */
const offsetInText = (text: string, document: Document, path: Path, offset: number | undefined): number => {
  const node = offset === undefined ? undefined : document.getIn(path, true);
  if (offset === undefined || !isScalar(node) || typeof node.value !== 'string' || !node.range) return 0;
  const [start, end] = node.range;
  return placeInScalar({ style: node.type, source: text.slice(start, end), value: node.value }, offset);
};

/** Of the value at the path, or of its key; where it is missing, of the key that it is missing under. */
const offsetOf = (document: Document, path: Path, preferKey: boolean): number => {
  const node = document.getIn(path, true);
  const parent = path.slice(0, -1);
  if (!preferKey && isNode(node) && node.range) return node.range[0];
  const container = path.length === 0 ? undefined : path.length === 1 ? document.contents : document.getIn(parent, true);
  if (isMap(container)) {
    const pair = container.items.find(({ key }) => isScalar(key) && String(key.value) === String(path.at(-1)));
    if (pair !== undefined && isScalar(pair.key) && pair.key.range) return pair.key.range[0];
  }
  // An item of a list has no key.
  if (isSeq(container) && isNode(node) && node.range) return node.range[0];
  return path.length === 0 ? 0 : offsetOf(document, parent, true);
};
