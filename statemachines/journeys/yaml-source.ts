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
}

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

  return {
    value: problems.length === 0 ? document.toJS() : undefined,
    problems,
    problem: ({ path, message, hint, at: where }) => ({
      ...at(offsetOf(document, path, where === 'key')),
      message,
      ...(hint === undefined ? {} : { hint }),
    }),
  };
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
