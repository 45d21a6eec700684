import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const requirementsFile = join(import.meta.dirname, 'requirements.txt');

/** The pinned version of MiniStack; the venv, the container image and the docs follow it. */
export const emulatorVersionIn = (requirements: string): string => {
  const version = /^ministack==(\S+)$/m.exec(requirements)?.[1];
  if (version === undefined) throw new Error(`${requirementsFile} does not pin ministack`);
  return version;
};

export const emulatorVersion = (): string => emulatorVersionIn(readFileSync(requirementsFile, 'utf8'));
