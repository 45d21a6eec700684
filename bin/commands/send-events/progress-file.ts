import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { parseJson } from '../api.ts';
import { CommandFailure, exitCodes } from '../failure.ts';

const noted = z.object({
  size: z.number(),
  modified: z.number(),
  endpoint: z.string(),
  settledUpTo: z.number().int().nonnegative(),
});

/** Notes beside the file how far it was sent, so that `--resume` can go on. Removed when the file is done. */
export interface ProgressFile {
  readonly settledBefore: number;
  note(settledUpTo: number): Promise<void>;
  remove(): Promise<void>;
}

export const openProgress = async (file: string, endpoint: string, resume: boolean): Promise<ProgressFile> => {
  const path = `${file}.progress.json`;
  const { size, mtimeMs: modified } = await stat(file);
  const found = noted.safeParse(parseJson(await readFile(path, 'utf8').catch(() => '')));
  if (
    resume &&
    found.success &&
    (found.data.size !== size || found.data.modified !== modified || found.data.endpoint !== endpoint)
  ) {
    throw new CommandFailure(
      `${path} is about another version of the file, or another API. Without --resume the file is sent from its start; nothing is stored twice.`,
      exitCodes.usage,
    );
  }
  return {
    settledBefore: resume && found.success ? found.data.settledUpTo : 0,
    note: async (settledUpTo) => {
      await writeFile(`${path}.new`, JSON.stringify({ size, modified, endpoint, settledUpTo }));
      await rename(`${path}.new`, path);
    },
    remove: () => rm(path, { force: true }),
  };
};
