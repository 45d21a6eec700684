import { printable } from '../customer/printable.ts';
import { count } from '../output.ts';
import type { BadLine } from './events-file.ts';

const mostShown = 10;

/** Lines of a file that could not be used; nothing where there are none. */
export const badLinesText = (file: string, badLines: readonly BadLine[]): readonly string[] => {
  if (badLines.length === 0) return [];
  const hidden = badLines.length - mostShown;
  return [
    '',
    `${count(badLines.length, 'line')} could not be used:`,
    ...badLines
      .slice(0, mostShown)
      .map(({ line, reason, hint }) => `  ${file}:${line}  ${printable(reason)}${hint === undefined ? '' : ` (${hint})`}`),
    ...(hidden > 0 ? [`  and ${hidden} more; --json has all`] : []),
  ];
};
