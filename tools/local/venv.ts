import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { emulatorVersionIn, requirementsFile } from './emulator-version.ts';
import { withLock } from './lock.ts';
import { localDirectory } from './places.ts';
import { PlainFailure } from './plain-failure.ts';
import type { Python } from './python.ts';

const pythonIn = (venv: string): string =>
  process.platform === 'win32' ? join(venv, 'Scripts', 'python.exe') : join(venv, 'bin', 'python');

/** Complete: made from these requirements, and the Python it was made from is still there. */
const isReady = async (venv: string, mark: string): Promise<boolean> =>
  (await readFile(join(venv, 'made-from'), 'utf8').catch(() => '')) === mark &&
  existsSync(pythonIn(venv)) &&
  spawnSync(pythonIn(venv), ['-c', 'import sys']).status === 0;

const run = (command: string, args: readonly string[]): Promise<{ status: number | null; output: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-8_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, output }));
  });

/**
 * Answers with a Python that has MiniStack: at once when it was made before. It is built beside its place and put there by one
 * rename, so that a run that is killed half-way, or two runs at once, never leave half of it behind.
 */
export const provisionVenv = async (python: Python, progress: (text: string) => void): Promise<string> => {
  const requirements = await readFile(requirementsFile, 'utf8');
  const mark = createHash('sha256').update(requirements).digest('hex');
  const venv = join(localDirectory, `venv-${emulatorVersionIn(requirements)}`);
  if (await isReady(venv, mark)) return pythonIn(venv);

  await mkdir(localDirectory, { recursive: true });
  return await withLock(`${venv}.lock`, 300_000, async () => {
    if (await isReady(venv, mark)) return pythonIn(venv);
    await removeLeftovers(venv);
    const building = `${venv}.building-${process.pid}`;
    progress(`installing MiniStack with Python ${python.version} (once)`);
    await must(python.command, ['-m', 'venv', building], 'The virtual environment could not be made.');
    await must(
      pythonIn(building),
      ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--no-deps', '-r', requirementsFile],
      'MiniStack could not be installed from PyPI. Is the network there, and does pip need a proxy?',
    );
    await writeFile(join(building, 'made-from'), mark);
    await rm(venv, { recursive: true, force: true });
    await rename(building, venv);
    return pythonIn(venv);
  });
};

const must = async (command: string, args: readonly string[], otherwise: string): Promise<void> => {
  const { status, output } = await run(command, args);
  if (status !== 0) throw new PlainFailure(`${otherwise}\n  ${command} ${args.join(' ')}\n${output.trimEnd()}`);
};

/** What runs that were killed half-way have left; nobody else builds while we hold the lock. */
const removeLeftovers = async (venv: string): Promise<void> => {
  for (const name of await readdir(dirname(venv))) {
    if (name.startsWith(`${basename(venv)}.building-`)) await rm(join(dirname(venv), name), { recursive: true, force: true });
  }
};
