import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { acquireLock, withLock } from '#tools/local/lock.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tributary-lock-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

it('lets one at a time work', async () => {
  const file = join(directory, 'lock');
  let inside = 0;
  let most = 0;
  const work = () =>
    withLock(file, 30_000, async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise(setImmediate);
      inside -= 1;
    });
  await Promise.all([work(), work(), work()]);
  expect(most).toBe(1);
});

it('is released when the work fails', async () => {
  const file = join(directory, 'lock');
  await expect(withLock(file, 0, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  await expect(withLock(file, 0, async () => 'free')).resolves.toBe('free');
});

it('takes over the lock of a process that has died', async () => {
  const file = join(directory, 'lock');
  // Larger than any process id there can be.
  await writeFile(file, '99999999');
  await expect(withLock(file, 0, async () => readFile(file, 'utf8'))).resolves.toBe(String(process.pid));
});

it('says who holds it', async () => {
  const file = join(directory, 'lock');
  const release = await acquireLock(file, 0, () => '');
  await expect(acquireLock(file, 0, (pid) => `held by ${pid}`)).rejects.toThrow(`held by ${process.pid}`);
  await release();
});
