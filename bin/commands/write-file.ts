import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CommandFailure } from './failure.ts';

/**
 * Writes a file that somebody has asked for, and the folders that it lies in.
 *
 * @param flag `wx` fails where there is such a file already.
 * @throws CommandFailure that says why it cannot be written.
 */
export const writeAsked = async (file: string, content: string, flag: 'w' | 'wx' = 'w'): Promise<void> => {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content, { flag });
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const reason = reasons.get(code) ?? (error instanceof Error ? error.message : String(error));
    throw new CommandFailure(`${file} cannot be written: ${reason}.`, undefined, {
      hint: 'Name another place, or make this one writable.',
      cause: error,
    });
  }
};

const reasons = new Map([
  ['EACCES', 'you are not allowed to'],
  ['EPERM', 'you are not allowed to'],
  ['EROFS', 'nothing can be written there'],
  ['ENOSPC', 'the disk is full'],
  ['EISDIR', 'it is a folder'],
  ['ENOTDIR', 'what should be its folder is a file'],
  ['EEXIST', 'what should be its folder is a file'],
]);
