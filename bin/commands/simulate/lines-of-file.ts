import { closeSync, openSync, readSync } from 'node:fs';
import { CommandFailure, exitCodes } from '../failure.ts';

const pieceBytes = 1024 * 1024;

/**
 * The lines of a text file, read piece by piece: an export of a month is longer than a text in memory can be (512 MB).
 *
 * @throws CommandFailure for a file that cannot be read.
 */
export function* linesOfFile(file: string): Generator<string> {
  const handle = asked(file, () => openSync(file, 'r'));
  try {
    const decoder = new TextDecoder();
    const buffer = new Uint8Array(pieceBytes);
    let begun = '';
    for (;;) {
      const bytes = asked(file, () => readSync(handle, buffer));
      if (bytes === 0) break;
      const lines = (begun + decoder.decode(buffer.subarray(0, bytes), { stream: true })).split('\n');
      begun = lines.pop() ?? '';
      yield* lines;
    }
    yield begun + decoder.decode();
  } finally {
    closeSync(handle);
  }
}

const asked = <T>(file: string, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    throw new CommandFailure(`${file} cannot be read.`, exitCodes.usage, { cause: error });
  }
};
