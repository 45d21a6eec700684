/** A mistake in a file that a marketer edits. All of them are found and reported together, before anything is deployed. */
export interface Problem {
  /** Relative to the repository. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
  /** What to do, or what was probably meant. */
  readonly hint?: string;
}
