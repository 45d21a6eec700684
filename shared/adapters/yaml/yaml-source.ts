import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import type { Finding, Path } from './finding.ts';

/** A YAML file that can say where in it something stands. */
export interface YamlSource {
  /** Its content as plain values; undefined where it could not be read. */
  readonly value: unknown;
  /** What is wrong with it as YAML. */
  readonly problems: readonly Problem[];
  /** Gives a finding its line and column. */
  problem(finding: Finding): Problem;
  /** The same of many, in the order of the lines. */
  problemsOf(findings: readonly Finding[]): readonly Problem[];
}

/** How problems name the file at a path. */
export const nameOfFile = (path: string): string => relative(process.cwd(), path).replaceAll('\\', '/');

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
  const problems = document.errors.map(
    ({ pos: [offset], message }): Problem => ({ ...at(offset), message: `not readable: ${message}` }),
  );
  const problem = ({ path, message, hint, at: where, offset = 0 }: Finding): Problem => ({
    ...at(offsetOf(document, path, where === 'key') + offsetInText(document, path, offset)),
    message,
    ...(hint === undefined ? {} : { hint }),
  });

  return {
    value: problems.length === 0 ? document.toJS() : undefined,
    problems,
    problem,
    problemsOf: (findings) => findings.map(problem).toSorted((a, b) => a.line - b.line || a.column - b.column),
  };
};

/** Where a character of a text stands in the file, from its first sign on. Of a text over several lines that is its beginning. */
const offsetInText = (document: Document, path: Path, offset: number): number => {
  const node = offset === 0 ? undefined : document.getIn(path, true);
  if (!isScalar(node) || typeof node.value !== 'string' || !node.range) return 0;
  const [start, end] = node.range;
  if (node.type === 'PLAIN') return end - start === node.value.length ? offset : 0;
  // Signs that are written as several, such as quotes in quotes, would move what comes after them.
  const isQuoted = node.type === 'QUOTE_SINGLE' || node.type === 'QUOTE_DOUBLE';
  return isQuoted && end - start === node.value.length + 2 ? offset + 1 : 0;
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
