import { isLoadableCode } from '#shared/domain/coupon/code-pattern.ts';
import { codeDigest } from '#shared/domain/coupon/coupon.ts';

/** A line that keeps a file from being loaded. It never quotes the code: whoever reads it could spend it. */
export interface BadLine {
  /** 1-based. */
  readonly line: number;
  readonly message: string;
}

/** The codes of a file, one a line, blank lines left out; and every line that is wrong. */
export const readCodes = (text: string): { readonly codes: readonly string[]; readonly bad: readonly BadLine[] } => {
  const codes: string[] = [];
  const bad: BadLine[] = [];
  const firstLines = new Map<string, number>();
  for (const [index, raw] of text
    .replace(/^\u{feff}/u, '')
    .split(/\r?\n/)
    .entries()) {
    const line = index + 1;
    const code = raw.trim();
    if (code === '') continue;
    const first = firstLines.get(codeDigest(code));
    if (!isLoadableCode(code)) bad.push({ line, message: 'is no code: 4 to 64 letters, digits and signs without blanks' });
    else if (first !== undefined)
      bad.push({ line, message: `has the code of line ${first} again (capitals make no difference)` });
    else {
      firstLines.set(codeDigest(code), line);
      codes.push(code);
    }
  }
  return { codes, bad };
};
