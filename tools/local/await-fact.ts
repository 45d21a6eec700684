import { setTimeout as pause } from 'node:timers/promises';

export interface AwaitFactOptions {
  readonly timeoutMilliseconds: number;
  readonly everyMilliseconds?: number;
  /** Ends the waiting with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Looks again and again until `look` says that there is nothing missing any more, and answers with what is still missing when
 * time is up. Waits for a fact, never for an amount of time.
 */
export const awaitFact = async (
  look: () => Promise<readonly string[]>,
  { timeoutMilliseconds, everyMilliseconds = 250, signal }: AwaitFactOptions,
): Promise<readonly string[]> => {
  const deadline = Date.now() + timeoutMilliseconds;
  for (;;) {
    signal?.throwIfAborted();
    const missing = await look();
    if (missing.length === 0 || Date.now() > deadline) return missing;
    await pause(everyMilliseconds, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw error;
    });
  }
};
