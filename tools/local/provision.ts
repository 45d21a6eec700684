import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { emulatorVersion } from './emulator-version.ts';
import { PlainFailure } from './plain-failure.ts';
import { findPython, type UnusablePython } from './python.ts';
import { provisionVenv } from './venv.ts';

const launcher = join(import.meta.dirname, 'emulator', 'launch.py');

/** How to start the emulator: a command and its arguments, complete but for the port. */
export interface EmulatorCommand {
  readonly via: 'venv' | 'docker';
  readonly command: string;
  readonly argsFor: (port: number) => readonly string[];
}

const hasDocker = (): boolean => spawnSync('docker', ['info'], { stdio: 'ignore', timeout: 20_000 }).status === 0;

/** Why there is no emulator, and what to do about it. */
export const nothingToRunItWith = (unusable: readonly UnusablePython[]): string =>
  [
    'The local stack runs on MiniStack, which needs Python 3.10 or newer, or Docker. Neither was found.',
    ...unusable.map(({ command, reason }) => `  ${command} ${reason}.`),
    '  Python: https://www.python.org/downloads/, `brew install python`, or `apt install python3 python3-venv`.',
    '  Docker: https://docs.docker.com/get-docker/ (it must be running: `docker info` should answer).',
    '  A Python that is not on PATH can be named: TRIBUTARY_PYTHON=/path/to/python3.',
  ].join('\n');

/** Why the emulator cannot run on this machine, with what to do about it; nothing where it can. */
export const whyNoEmulator = (): string | undefined => {
  const { python, unusable } = findPython();
  return python !== undefined || hasDocker() ? undefined : nothingToRunItWith(unusable);
};

/** Arguments of `docker run`. `mounts` are directories that functions write to, seen inside at the same path. */
export const dockerArguments = (port: number, mounts: readonly string[]): readonly string[] => [
  'run',
  '--rm',
  '--init',
  // Attached: the container ends when we do.
  '--interactive',
  ...['--publish', `127.0.0.1:${port}:${port}`],
  ...[
    '--env',
    `GATEWAY_PORT=${port}`,
    '--env',
    'BIND_HOST=0.0.0.0',
    '--env',
    'MINISTACK_HOST=127.0.0.1',
    '--env',
    'PYTHONPATH=/opt/ministack',
  ],
  ...['--volume', `${dirname(launcher)}:/opt/tributary:ro`],
  ...mounts.flatMap((directory) => ['--volume', `${directory}:${directory}`]),
  ...['--entrypoint', 'python', `ministackorg/ministack:${emulatorVersion()}`, '/opt/tributary/launch.py'],
];

/**
 * Makes sure that the emulator can be started on this machine: in a virtual environment under `.local/` where there is a Python,
 * else in a container.
 *
 * @throws PlainFailure naming both and how to get them, when there is neither.
 */
export const provisionEmulator = async (
  progress: (text: string) => void,
  mounts: readonly string[] = [],
): Promise<EmulatorCommand> => {
  const { python, unusable } = findPython();
  if (python !== undefined) {
    const command = await provisionVenv(python, progress);
    return { via: 'venv', command, argsFor: () => [launcher] };
  }
  if (hasDocker()) return { via: 'docker', command: 'docker', argsFor: (port) => dockerArguments(port, mounts) };
  throw new PlainFailure(nothingToRunItWith(unusable));
};
