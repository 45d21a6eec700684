import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const command = resolve(import.meta.dirname, '../../bin/tributary.ts');

/** Runs the command as a person would, in a process of its own. */
export const tributary = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
};

/** Several commands load the compilers, which takes seconds on a busy machine. */
export const slow = { timeout: 60_000 };
