import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import * as z from 'zod';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const macApps = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The first Chromium or Chrome of this machine. */
export const findChromium = (path = process.env.PATH ?? '', apps: readonly string[] = macApps): string | undefined => {
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  return [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...apps].find(runs);
};

const runs = (file: string): boolean => {
  if (!existsSync(file)) return false;
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--hide-scrollbars',
  '--remote-debugging-pipe',
];

const longestMilliseconds = 60_000;

/** A headless browser, spoken to by the DevTools protocol through a pipe: no port is opened. */
export interface Browser {
  /** @throws Error where the browser refuses or is gone. */
  call(method: string, params?: object, sessionId?: string): Promise<unknown>;
  /** Resolves with the next event of this name of the session. */
  next(event: string, sessionId: string): Promise<void>;
  /** Ends it and removes its profile. */
  close(): Promise<void>;
}

const incoming = z.looseObject({
  id: z.number().optional(),
  result: z.unknown().optional(),
  error: z.looseObject({ message: z.string() }).optional(),
  method: z.string().optional(),
  sessionId: z.string().optional(),
});

/** Starts it with a profile of its own. */
export const openBrowser = (executable: string): Browser => {
  const profile = mkdtempSync(join(tmpdir(), 'tributary-chromium-'));
  const child = spawn(executable, [...flags, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const [write, read] = [child.stdio[3] as Writable, child.stdio[4] as Readable];
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const events = new Map<string, PromiseWithResolvers<void>>();
  let calls = 0;
  let received = '';
  let gone: Error | undefined;

  const fail = (message: string) => {
    gone ??= new Error(message);
    for (const { reject } of [...waiting.values(), ...events.values()]) reject(gone);
    waiting.clear();
    events.clear();
  };
  // A browser that does not answer is no reason for a person to wait.
  const patience = setTimeout(() => child.kill('SIGKILL'), longestMilliseconds);
  child.on('error', ({ message }) => fail(message));
  child.on('exit', () => fail(`${executable} ended before it was done`));
  write.on('error', ({ message }) => fail(message));
  read.setEncoding('utf8').on('data', (chunk: string) => {
    const messages = (received + chunk).split('\0');
    received = messages.pop() ?? '';
    for (const text of messages) {
      const { id, result, error, method, sessionId } = incoming.parse(JSON.parse(text));
      const call = id === undefined ? undefined : waiting.get(id);
      if (id !== undefined) waiting.delete(id);
      if (error === undefined) call?.resolve(result);
      else call?.reject(new Error(error.message));
      const event = `${method} ${sessionId}`;
      events.get(event)?.resolve();
      events.delete(event);
    }
  });

  return {
    call: (method, params = {}, sessionId) => {
      if (gone !== undefined) return Promise.reject(gone);
      calls += 1;
      const answer = Promise.withResolvers<unknown>();
      waiting.set(calls, answer);
      write.write(`${JSON.stringify({ id: calls, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`);
      return answer.promise;
    },
    next: (event, sessionId) => {
      const happened = Promise.withResolvers<void>();
      // The call that brings the event about fails for the same reason, and may do so before anybody waits for this.
      happened.promise.catch(() => {});
      events.set(`${event} ${sessionId}`, happened);
      return happened.promise;
    },
    close: async () => {
      clearTimeout(patience);
      await ended(child);
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
};

const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const over = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill();
  await over;
};
