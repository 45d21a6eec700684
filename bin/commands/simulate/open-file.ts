import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const openers: Readonly<Record<string, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/** Shows a file in the browser of whoever sits here. Where there is none nothing happens: its name was told. */
export const openFile = (file: string): void => {
  const [command, ...args] = openers[process.platform] ?? ['xdg-open'];
  const opening = spawn(command, [...args, pathToFileURL(resolve(file)).href], { stdio: 'ignore', detached: true });
  opening.on('error', () => {});
  opening.unref();
};
