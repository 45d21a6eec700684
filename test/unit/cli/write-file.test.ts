import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeAsked } from '../../../bin/commands/write-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'written-'));
  writeFileSync(join(folder, 'file'), '');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a file that somebody has asked for', () => {
  it('is written, and the folders that it lies in are made', async () => {
    await writeAsked(join(folder, 'new/folder/graph.svg'), '<svg/>');
    expect(readFileSync(join(folder, 'new/folder/graph.svg'), 'utf8')).toBe('<svg/>');
  });

  it.each([
    ['in a file', 'file/graph.svg', 'what should be its folder is a file'],
    ['deep in a file', 'file/pictures/graph.svg', 'what should be its folder is a file'],
    ['in place of a folder', '.', 'it is a folder'],
  ])('%s cannot be written, which is told in words', async (_, name, reason) => {
    const file = join(folder, name);
    await expect(writeAsked(file, '')).rejects.toMatchObject({
      name: 'CommandFailure',
      message: `${file} cannot be written: ${reason}.`,
      hint: expect.stringContaining('another place'),
    });
  });
});
