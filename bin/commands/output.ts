/** How a command tells its result: for people, or with `--json` as one object on stdout. Progress goes to stderr either way. */
export interface JsonOption {
  readonly json?: boolean | undefined;
}

/** Tells a result. `text` is only made when it is wanted. */
export const tell = (options: JsonOption, result: object, text: () => string): void => {
  process.stdout.write(options.json === true ? `${JSON.stringify(result)}\n` : `${text()}\n`);
};

/** Columns of text, as wide as their widest cell. */
export const columns = (rows: readonly (readonly string[])[]): string => {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [n, cell] of row.entries()) widths[n] = Math.max(widths[n] ?? 0, cell.length);
  }
  return rows
    .map((row) =>
      row
        .map((cell, n) => cell.padEnd(widths[n] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

export const count = (number: number, one: string, many = `${one}s`): string => `${number} ${number === 1 ? one : many}`;
