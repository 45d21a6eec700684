import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { linesOfFile } from '../../../bin/commands/simulate/lines-of-file.ts';

const fileWith = (text: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'lines-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'some.ndjson'), text);
  return join(folder, 'some.ndjson');
};

it.each([
  ['an empty file', '', ['']],
  ['a line without an end', 'a\nb', ['a', 'b']],
  ['lines with ends', 'a\n\nb\n', ['a', '', 'b', '']],
])('reads %s as it is', (_, text, lines) => {
  expect([...linesOfFile(fileWith(text))]).toEqual(lines);
});

it('breaks neither lines nor characters where one piece of a long file ends', () => {
  // Three bytes each, so that a megabyte ends within one.
  const lines = Array.from({ length: 5_000 }, (_, index) => `${index} ${'€'.repeat(200)}`);
  expect([...linesOfFile(fileWith(lines.join('\n')))]).toEqual(lines);
});

it.each([['nowhere.ndjson'], [tmpdir()]])('says that %s cannot be read', (file) => {
  expect(() => [...linesOfFile(file)]).toThrow(`${file} cannot be read.`);
});
