/**
 * Where an error was thrown: the innermost lines of its stack, for the log. Never its message, which may quote what was sent, and may have
 * several lines of its own.
 */
export const thrownAt = (error: Error, lines: number): readonly string[] | undefined =>
  error.stack
    ?.split('\n')
    .filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line))
    .slice(0, lines)
    .map((line) => line.trim());
