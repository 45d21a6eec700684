import { readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import { stackFile } from './places.ts';

/** What a client of the local stack needs to know; `.local/stack.json` holds it while the stack is up. */
export const localStackFile = z.object({
  /** The public API, without a slash at its end. */
  apiUrl: z.url(),
  /** May send events. */
  writeKey: z.string(),
  /** May read and manage too. */
  serverKey: z.string(),
  /** The inbox page. */
  mailUrl: z.url(),
  /** Where the emulator answers for all of AWS. */
  endpointUrl: z.url(),
  tableName: z.string(),
  region: z.string(),
  /** Who runs it: when this process is gone, so is the stack. */
  pid: z.number().int(),
  /** Every output of the deployed stacks, by its key. */
  outputs: z.record(z.string(), z.string()),
});
export type LocalStackFile = z.infer<typeof localStackFile>;

export const writeStackFile = async (stack: LocalStackFile, file: string): Promise<void> => {
  await mkdir(dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}`;
  await writeFile(partial, `${JSON.stringify(stack, undefined, 2)}\n`, { mode: 0o600 });
  await rename(partial, file);
};

/**
 * The stack that is up, or nothing: that of `npm start`, or the one whose file the environment names, as in tests. A file left by a
 * run that was killed is not believed.
 */
export const readStackFile = (file = process.env.TRIBUTARY_LOCAL_STACK ?? stackFile): LocalStackFile | undefined => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const parsed = localStackFile.safeParse(parseJson(text));
  return parsed.success && isRunning(parsed.data.pid) ? parsed.data : undefined;
};

/** Removes the file if it is ours: another stack may have been started since. */
export const removeStackFile = async (file: string): Promise<void> => {
  if (readStackFile(file)?.pid === process.pid) await rm(file, { force: true });
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};
