import { mkdir, rm } from 'node:fs/promises';
import { createKeyStore } from '#shared/adapters/dynamodb/key-store.ts';
import { openTable } from '#shared/adapters/dynamodb/table.ts';
import { createKey } from '#tools/local/create-key.ts';
import { pointAtEmulator } from './aws-environment.ts';
import { deployToEmulator } from './deploy.ts';
import { type Emulator, startEmulator } from './emulator.ts';
import { serveInbox } from './inbox/server.ts';
import { acquireLock } from './lock.ts';
import { localDirectory, placesIn } from './places.ts';
import { provisionEmulator } from './provision.ts';
import { type LocalStackFile, removeStackFile, writeStackFile } from './stack-file.ts';

/** A local AWS with Tributary deployed to it. */
export interface LocalStack extends LocalStackFile {
  readonly emulator: Emulator;
  /** How the emulator runs. */
  readonly via: 'venv' | 'docker';
  /** Takes all of it down. More than once is fine. */
  stop(): Promise<void>;
}

export interface LocalStackOptions {
  readonly progress: (text: string) => void;
  /** Where it keeps its files. One stack at a time can use a directory. */
  readonly directory?: string;
  /** How long to wait for another stack to leave the directory. */
  readonly waitMilliseconds?: number;
  readonly port?: number | undefined;
  /** Where functions note the AWS calls they make; emptied first. */
  readonly recordCalls?: string | undefined;
  /** Makes the folder of marketing files to deploy, once the directory is ours; without it those of the repository are. */
  readonly marketing?: (() => Promise<string>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Provisions and starts the emulator, deploys the app, makes keys, serves the inbox and writes `.local/stack.json`. From then on this
 * process's SDK clients talk to the emulator. Whatever fails, nothing stays running.
 */
export const startLocalStack = async (options: LocalStackOptions): Promise<LocalStack> => {
  const { progress, port, recordCalls, signal } = options;
  const places = placesIn(options.directory ?? localDirectory);
  const closing: (() => Promise<void>)[] = [];
  const stop = async () => {
    // In the reverse order of starting; what has been closed is not closed again.
    for (let close = closing.pop(); close !== undefined; close = closing.pop()) await close();
  };
  try {
    const refusal = (pid: string) =>
      `A local stack is already up in this checkout (process ${pid}). End it first, with Ctrl-C where it runs.`;
    closing.push(await acquireLock(places.lock, options.waitMilliseconds ?? 0, refusal));
    // Only now: until the lock was ours, another stack may have been writing there.
    if (recordCalls !== undefined) {
      await rm(recordCalls, { recursive: true, force: true });
      await mkdir(recordCalls, { recursive: true });
    }
    const command = await provisionEmulator(progress, recordCalls === undefined ? [] : [recordCalls]);
    progress(`starting MiniStack (${command.via === 'venv' ? 'Python' : 'Docker'})`);
    const emulator = await startEmulator(command, { places, port, signal });
    closing.push(emulator.stop);
    const { endpointUrl } = emulator;
    pointAtEmulator(endpointUrl);
    progress('deploying the app with CDK');
    const marketing = await options.marketing?.();
    const outputs = await deployToEmulator({ endpointUrl, places, recordCalls, marketing, progress, signal });
    const { ApiUrl: apiUrl, TableName: tableName } = outputs;
    if (apiUrl === undefined || tableName === undefined)
      throw new Error('the deployed stacks have no outputs ApiUrl and TableName');

    const keys = createKeyStore(openTable(tableName));
    const write = await createKey(keys, 'write', 'local stack');
    const server = await createKey(keys, 'server', 'local stack');
    const inbox = await serveInbox(endpointUrl);
    closing.push(inbox.close);

    const file: LocalStackFile = {
      apiUrl: apiUrl.replace(/\/+$/, ''),
      writeKey: write.key,
      serverKey: server.key,
      mailUrl: inbox.url,
      endpointUrl,
      tableName,
      region: 'us-east-1',
      pid: process.pid,
      outputs: { ...outputs },
    };
    await writeStackFile(file, places.stackFile);
    closing.push(() => removeStackFile(places.stackFile));
    return { ...file, emulator, via: command.via, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
