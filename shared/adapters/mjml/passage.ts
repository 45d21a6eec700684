import type { Problem } from '#shared/domain/marketing/problem.ts';
import type { TextMistake } from '#shared/domain/message/text-mistake.ts';

/** A part of a file, of whole lines. */
export interface Passage {
  /** Relative to the repository. */
  readonly file: string;
  readonly text: string;
  /** 1-based line of its first one. */
  readonly line: number;
}

/** A mistake in a passage, as one in the file. */
export const problemIn = ({ file, text, line }: Passage, { offset, message, hint }: TextMistake): Problem => {
  const lines = text.slice(0, offset).split('\n');
  const column = (lines.at(-1) ?? '').length + 1;
  return { file, line: line + lines.length - 1, column, message, ...(hint === undefined ? {} : { hint }) };
};
