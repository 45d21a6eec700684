import type { Problem } from '#shared/domain/marketing/problem.ts';
import type { SimulationSetting } from '../simulation.ts';
import type { TimelineEntry } from '../timeline.ts';

/** A file of tests that can be run. */
export interface FileTests {
  readonly file: string;
  readonly kind: 'segment' | 'score' | 'message';
  /** The name of what is tested. */
  readonly of: string;
  readonly cases: readonly FileTest[];
}

export interface FileTest {
  /** The end of a sentence that begins with “somebody who”. */
  readonly name: string;
  /** 1-based. */
  readonly line: number;
  run(): Promise<FileTestResult>;
}

/** What a case came to. It holds where there is no difference. */
export interface FileTestResult {
  readonly differences: readonly object[];
  /** Of a segment or a score: what happened. */
  readonly timeline?: readonly TimelineEntry[];
  /** What there is, with `+` before what should not be and `-` where something is missing. */
  tell(): string;
}

/** Reads one file of tests, or says all that is wrong with it. Pure; `file` is for the problems. */
export type ReadTests = (
  file: string,
  text: string,
  marketing: SimulationSetting['marketing'],
) => { readonly tests: FileTests } | { readonly problems: readonly Problem[] };
