/** Where in a file, as keys and indexes from its root: `['steps', 2, 'wait']`. */
export type Path = readonly (string | number)[];

/** A mistake by its path. It becomes a problem with line and column once the file is at hand. */
export interface Finding {
  readonly path: Path;
  readonly message: string;
  readonly hint?: string | undefined;
  /** So many characters into the value, where that is text; blanks before its first sign are not counted. */
  readonly offset?: number;
  /** Point at the key instead of its value. */
  readonly at?: 'key';
}

/** Findings of a part, as findings of the whole. */
export const under = (path: Path, findings: readonly Finding[]): readonly Finding[] =>
  findings.map((finding) => ({ ...finding, path: [...path, ...finding.path] }));
