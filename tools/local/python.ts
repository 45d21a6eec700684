import { spawnSync } from 'node:child_process';

/** A Python that can make virtual environments. */
export interface Python {
  readonly command: string;
  /** Like `3.12`. */
  readonly version: string;
}

/** A Python that was found and cannot be used, and why. */
export interface UnusablePython {
  readonly command: string;
  readonly reason: string;
}

const names = ['python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3', 'python'];

// ensurepip is what Debian and Ubuntu leave out of python3 and put into python3-venv.
const probe = `
import sys
try:
    import venv, ensurepip
    able = 'yes'
except ImportError:
    able = 'no'
print('%d.%d %s' % (sys.version_info[0], sys.version_info[1], able))
`;

export type ProbeAnswer = { readonly kind: 'absent' } | { readonly kind: 'answered'; readonly text: string };

/** Judges what a Python said of itself. */
export const judgePython = (command: string, answer: ProbeAnswer): Python | UnusablePython | undefined => {
  if (answer.kind === 'absent') return undefined;
  const said = /^(\d+)\.(\d+) (yes|no)$/.exec(answer.text.trim());
  if (said === null) return { command, reason: 'does not run' };
  const version = `${said[1]}.${said[2]}`;
  if (Number(said[1]) !== 3 || Number(said[2]) < 10) return { command, reason: `is ${version}; 3.10 or newer is needed` };
  if (said[3] === 'no') {
    return { command, reason: `is ${version} but cannot make a venv (on Debian and Ubuntu: apt install python${version}-venv)` };
  }
  return { command, version };
};

const ask = (command: string): ProbeAnswer => {
  const run = spawnSync(command, ['-c', probe], { encoding: 'utf8', timeout: 20_000 });
  // A version manager's shim for a version that is not installed exits with an error: as good as absent.
  return run.error !== undefined || run.status !== 0 ? { kind: 'absent' } : { kind: 'answered', text: run.stdout };
};

/** The first usable Python on PATH, newest name first; `TRIBUTARY_PYTHON` names another to use instead. */
export const findPython = (): { readonly python?: Python; readonly unusable: readonly UnusablePython[] } => {
  const chosen = process.env.TRIBUTARY_PYTHON;
  const unusable: UnusablePython[] = [];
  for (const command of chosen === undefined ? names : [chosen]) {
    const judged = judgePython(command, ask(command));
    if (judged === undefined) continue;
    if ('version' in judged) return { python: judged, unusable };
    unusable.push(judged);
  }
  return { unusable };
};
