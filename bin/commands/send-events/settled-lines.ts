/**
 * How far a file is done although its batches finish out of order: the last line before which everything is settled. This is what
 * an interrupted run goes on from; sending a few lines again stores nothing twice.
 */
export interface SettledLines {
  begin(firstLine: number): void;
  settle(firstLine: number, lastLine: number): void;
  /** Everything up to and with this line is settled. */
  upTo(): number;
}

export const createSettledLines = (before: number): SettledLines => {
  const underWay = new Set<number>();
  let furthest = before;
  return {
    begin: (firstLine) => {
      underWay.add(firstLine);
    },
    settle: (firstLine, lastLine) => {
      underWay.delete(firstLine);
      furthest = Math.max(furthest, lastLine);
    },
    upTo: () => (underWay.size === 0 ? furthest : Math.min(furthest, Math.min(...underWay) - 1)),
  };
};
