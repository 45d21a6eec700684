import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PlainFailure } from './plain-failure.ts';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

const take = async (file: string): Promise<boolean> => {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(String(process.pid));
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
};

const holder = async (file: string): Promise<number | undefined> => {
  const text = await readFile(file, 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  return Number.isNaN(pid) ? undefined : pid;
};

/** Takes a lock and answers with how to release it. Waits while a living process holds it; a dead one's lock is taken over. */
export const acquireLock = async (
  file: string,
  waitMilliseconds: number,
  refusal: (pid: string) => string,
): Promise<() => Promise<void>> => {
  await mkdir(dirname(file), { recursive: true });
  const deadline = Date.now() + waitMilliseconds;
  let unreadable = 0;
  while (!(await take(file))) {
    const pid = await holder(file);
    // Empty for the instant between its creation and its first write; empty for longer means that its writer died there.
    unreadable = pid === undefined ? unreadable + 1 : 0;
    if ((pid !== undefined && !isAlive(pid)) || unreadable > 20) {
      await rm(file, { force: true });
    } else if (Date.now() > deadline) {
      throw new PlainFailure(refusal(pid === undefined ? 'unknown' : String(pid)));
    } else {
      await pause(100);
    }
  }
  return () => rm(file, { force: true });
};

/**
 * Runs `work` while no other process holds `file`. Should two processes take over a dead one's lock in the same instant, both
 * work, which is why what is done under the lock is put in place by one rename at its end.
 */
export const withLock = async <T>(file: string, waitMilliseconds: number, work: () => Promise<T>): Promise<T> => {
  const release = await acquireLock(
    file,
    waitMilliseconds,
    (pid) => `Another process (${pid}) has held ${file} for too long. If it hangs, end it and delete the file.`,
  );
  try {
    return await work();
  } finally {
    await release();
  }
};
