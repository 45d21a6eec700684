import { existsSync } from 'node:fs';
import { CommandFailure, exitCodes } from '../failure.ts';
import { writeAsked } from '../write-file.ts';

/** Writes files that are not there yet: all of them, or none if one is there. Nothing is ever overwritten. */
export const writeNewFiles = async (files: ReadonlyMap<string, string>): Promise<void> => {
  const there = [...files.keys()].filter((file) => existsSync(file));
  if (there.length > 0) {
    throw new CommandFailure(
      `${there.join(' and ')} ${there.length === 1 ? 'is' : 'are'} there already, and nothing was written.`,
      exitCodes.failed,
      {
        code: 'exists',
        hint: 'Choose another name, or change what is there.',
      },
    );
  }
  for (const [file, content] of files) {
    await writeAsked(file, content, 'wx');
  }
};
