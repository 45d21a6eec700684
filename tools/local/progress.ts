/** Tells a person how far something is. */
export interface Progress {
  show(text: string): void;
  /** Makes room for other output. */
  end(): void;
}

interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Lines that differ in nothing but numbers are the same step further on. */
const stepOf = (text: string): string => text.replace(/\d+/g, '#');
const betweenLines = 5_000;

/**
 * On a terminal one line with the time that has passed, written over again and again. Elsewhere, as in a CI log, a line for each new
 * step, and one now and then within a step.
 */
export const createProgress = (terminal: Terminal, now: () => number = Date.now): Progress => {
  const began = now();
  const seconds = () => `${((now() - began) / 1_000).toFixed(0)} s`.padStart(5);
  let step = '';
  let told = 0;
  return {
    show: (text) => {
      if (terminal.isTTY === true) {
        terminal.write(`\r\u001B[K${`${seconds()}  ${text}`.slice(0, (terminal.columns ?? 80) - 1)}`);
      } else if (stepOf(text) !== step || now() - told > betweenLines) {
        terminal.write(`${seconds()}  ${text}\n`);
        told = now();
      }
      step = stepOf(text);
    },
    end: () => {
      if (terminal.isTTY === true) terminal.write('\r\u001B[K');
    },
  };
};
