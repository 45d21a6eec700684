import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { awaitFact } from './await-fact.ts';
import { withoutAws } from './aws-environment.ts';
import { type Places, toolDirectory } from './places.ts';
import { PlainFailure } from './plain-failure.ts';
import { choosePort } from './port.ts';
import type { EmulatorCommand } from './provision.ts';

/** A running MiniStack. */
export interface Emulator {
  readonly endpointUrl: string;
  readonly port: number;
  /** Resolves when it has ended, whoever ended it. */
  readonly ended: Promise<void>;
  /** Ends it and every process it has started. More than once is fine. */
  stop(): Promise<void>;
}

const lastLines = async (file: string, lines: number): Promise<string> =>
  (await readFile(file, 'utf8').catch(() => '')).trimEnd().split('\n').slice(-lines).join('\n');

/** Its own process group, so that Ctrl-C reaches us alone and we end it in order; on Windows a detached child opens a window. */
const ownGroup = process.platform !== 'win32';

const killGroup = (child: ChildProcess): void => {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(ownGroup ? -child.pid : child.pid, 'SIGKILL');
  } catch {
    // It has ended by itself meanwhile.
  }
};

/** Starts the emulator on 127.0.0.1 and answers when it is healthy. */
export const startEmulator = async (
  emulator: EmulatorCommand,
  options: {
    readonly places: Pick<Places, 'emulatorLog' | 'temporary'>;
    readonly port?: number | undefined;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<Emulator> => {
  const port = await choosePort(options.port);
  const { emulatorLog: logFile, temporary } = options.places;
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(dirname(logFile), { recursive: true });
  mkdirSync(temporary, { recursive: true });
  // Function code is unpacked there. Without this, Node would take it for a part of this package, whose modules are ESM.
  writeFileSync(join(temporary, 'package.json'), '{"private":true}');
  const log = openSync(logFile, 'w');

  const child = spawn(emulator.command, emulator.argsFor(port), {
    detached: ownGroup,
    // The open end of stdin is what keeps it alive: if we die, in whatever way, it ends.
    stdio: ['pipe', log, log],
    env: {
      ...withoutAws(process.env),
      BIND_HOST: '127.0.0.1',
      // What it calls itself in queue URLs; `localhost` may be another address than the one it listens on.
      MINISTACK_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      TMPDIR: temporary,
      PYTHONUNBUFFERED: '1',
      // Lambdas run with the first `node` on PATH: the pinned one.
      PATH: [toolDirectory, process.env.PATH ?? ''].join(delimiter),
    },
  });
  const atExit = () => killGroup(child);
  process.once('exit', atExit);
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
  let over = false;
  void ended.then(() => {
    over = true;
  });
  const endpointUrl = `http://127.0.0.1:${port}`;

  const stop = async (): Promise<void> => {
    process.removeListener('exit', atExit);
    child.stdin?.on('error', () => undefined).end();
    const patience = setTimeout(() => killGroup(child), 3_000);
    await ended;
    clearTimeout(patience);
    await rm(temporary, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  };

  try {
    const missing = await awaitFact(
      async () => {
        if (over)
          throw new PlainFailure(`MiniStack ended while starting. The end of ${logFile}:\n${await lastLines(logFile, 12)}`);
        const healthy = await fetch(`${endpointUrl}/_ministack/health`).then(
          (answer) => answer.ok,
          () => false,
        );
        return healthy ? [] : ['its health endpoint'];
      },
      // A container's image may have to be fetched first.
      { timeoutMilliseconds: emulator.via === 'docker' ? 600_000 : 60_000, everyMilliseconds: 100, signal: options.signal },
    );
    if (missing.length > 0) throw new PlainFailure(`MiniStack does not answer on port ${port}. Its log is ${logFile}.`);
  } catch (error) {
    await stop();
    throw error;
  }

  return { endpointUrl, port, ended, stop };
};
