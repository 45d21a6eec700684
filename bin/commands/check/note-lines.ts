import type { Note } from './unused.ts';

/** A line for each kind, and more where the names are many. Where each of them stands is for `--json` to say. */
export const noteLines = (notes: readonly Note[]): readonly string[] =>
  [...Map.groupBy(notes, ({ kind }) => kind)].flatMap(([kind, all]) =>
    wrapped(`${kind}: ${all.flatMap(({ names }) => names).join(', ')}`).map((line, index) =>
      index === 0 ? `  ${line}` : `    ${line}`,
    ),
  );

const longestLine = 96;

const wrapped = (text: string): readonly string[] => {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.pop() ?? '';
    if (last === '') lines.push(word);
    else if (last.length + word.length < longestLine) lines.push(`${last} ${word}`);
    else lines.push(last, word);
  }
  return lines;
};
