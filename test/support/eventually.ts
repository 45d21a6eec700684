import { setTimeout as pause } from 'node:timers/promises';

/**
 * Looks until `look` gives something, and answers with that. The deployed parts work one after the other; this waits for what they
 * bring about, and fails when it has not come within `timeoutMilliseconds`.
 */
export const eventually = async <T>(
  what: string,
  look: () => Promise<T | undefined>,
  timeoutMilliseconds = 60_000,
): Promise<T> => {
  const deadline = Date.now() + timeoutMilliseconds;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${timeoutMilliseconds / 1_000} s`);
    await pause(100);
  }
};
