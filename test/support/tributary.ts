import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { runProgram } from '../../bin/program.ts';

const command = resolve(import.meta.dirname, '../../bin/tributary.ts');

/** Runs the command as a person would, in a process of its own. */
export const tributary = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
};

/** Runs the command here, which takes a fraction of the time: what it does, and not how its process begins and ends. */
export const tributaryHere = async (...args: string[]) => {
  const { stdout, stderr, exitCode } = process;
  const written = { stdout: '', stderr: '' };
  const write = { stdout: stdout.write, stderr: stderr.write };
  const take = (stream: 'stdout' | 'stderr') => (text: string | Uint8Array) => {
    written[stream] += String(text);
    return true;
  };
  stdout.write = take('stdout');
  stderr.write = take('stderr');
  process.exitCode = undefined;
  try {
    await runProgram(args);
    return { status: Number(process.exitCode ?? 0), ...written };
  } finally {
    stdout.write = write.stdout;
    stderr.write = write.stderr;
    process.exitCode = exitCode;
  }
};

/** Several commands load the compilers, which takes seconds on a busy machine. */
export const slow = { timeout: 60_000 };
