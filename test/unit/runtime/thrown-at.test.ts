import { expect, it } from 'vitest';
import { thrownAt } from '#shared/runtime/thrown-at.ts';

it('tells where an error was thrown, and nothing of a message of several lines', () => {
  const lines = thrownAt(new TypeError('cannot read "Mira\nmira@example.com\n at home"'), 3);
  expect(lines).toHaveLength(3);
  expect(lines?.[0]).toMatch(/^at .*thrown-at\.test\.ts:\d+:\d+\)?$/);
  expect(JSON.stringify(lines)).not.toMatch(/mira/i);
});
