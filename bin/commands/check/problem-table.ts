import type { Problem } from '#shared/domain/marketing/problem.ts';
import { shownFile } from '../marketing.ts';

/** One line each, grouped by file, the place in a form that terminals and editors open on a click. */
export const problemTable = (problems: readonly Problem[]): string =>
  [...Map.groupBy(problems, ({ file }) => file).values()].map(ofFile).join('\n\n');

const ofFile = (problems: readonly Problem[]): string => {
  const places = problems.map(({ file, line, column }) => `${shownFile(file)}:${line}:${column}`);
  const width = Math.max(...places.map(({ length }) => length));
  return problems
    .flatMap(({ message, hint }, index) => [
      `${places[index]?.padEnd(width)}  ${message}`,
      ...(hint === undefined ? [] : [`${' '.repeat(width)}  → ${hint}`]),
    ])
    .join('\n');
};
