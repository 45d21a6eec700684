import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';

/** A copy of our own marketing files that a test may spoil. Removed when the test is over. */
export const marketingCopy = () => {
  const folder = mkdtempSync(join(tmpdir(), 'marketing-'));
  cpSync(resolve(import.meta.dirname, '../../marketing'), folder, { recursive: true });
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return {
    folder,
    file: (name: string) => join(folder, name),
    read: (name: string) => readFileSync(join(folder, name), 'utf8'),
    write: (name: string, text: string) => {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    },
    remove: (name: string) => rmSync(join(folder, name), { recursive: true }),
  };
};
