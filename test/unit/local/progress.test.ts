import { expect, it } from 'vitest';
import { progressOf } from '#tools/local/deploy.ts';
import { createProgress } from '#tools/local/progress.ts';

const terminal = (isTTY: boolean) => {
  const written: string[] = [];
  return { isTTY, columns: 40, written, write: (text: string) => written.push(text) };
};

it('writes a line for each step where there is no terminal, and not for each number', () => {
  const out = terminal(false);
  let now = 0;
  const progress = createProgress(out, () => now);
  progress.show('starting');
  progress.show('3 of 10 sent');
  progress.show('4 of 10 sent');
  now = 6_000;
  progress.show('9 of 10 sent');
  expect(out.written).toEqual(['  0 s  starting\n', '  0 s  3 of 10 sent\n', '  6 s  9 of 10 sent\n']);
});

it('writes over one line on a terminal, and keeps within its width', () => {
  const out = terminal(true);
  const progress = createProgress(out, () => 0);
  progress.show('x'.repeat(100));
  progress.end();
  expect(out.written[0]).toBe(`\r\u001B[K  0 s  ${'x'.repeat(32)}`);
  expect(out.written[1]).toBe('\r\u001B[K');
});

it.each([
  ['tributary-local-data: deploying... [1/6]', 'deploying tributary-local-data'],
  [' ✅  tributary-local-data', 'deployed tributary-local-data'],
  ['Outputs:', undefined],
])('reads "%s" of the CDK CLI', (line, expected) => {
  expect(progressOf(line)).toBe(expected);
});
