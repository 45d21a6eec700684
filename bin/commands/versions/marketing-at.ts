import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { CommandFailure, exitCodes } from '../failure.ts';

const run = promisify(execFile);

/** The marketing files as they were at a commit. */
export interface MarketingAt {
  /** A folder of their own, to be read like the working one. */
  readonly folder: string;
  /** The commit, in short. */
  readonly commit: string;
  /** Files that did not exist then and were taken from the working folder, because nothing can be understood without them. */
  readonly borrowed: readonly string[];
  /** Removes the folder. */
  dispose(): void;
}

/** Without these no journey can be read; a commit from before they were introduced borrows them. */
const needed = ['channels.yaml', 'features.yaml', 'vocabulary.yaml', 'messages/_layout.mjml'];
const neededFolders = ['segments', 'scores', 'places'];

/**
 * Takes the marketing files out of git as they were at a reference (a branch, a tag, a commit), without touching the working folder or the
 * index.
 */
export const marketingAt = async (reference: string, folder: string): Promise<MarketingAt> => {
  const git = async (command: readonly string[], { from = folder, env = {} }: GitSetting = {}): Promise<string> => {
    const { stdout } = await run('git', ['-C', from, ...command], { env: { ...process.env, ...env } });
    return stdout.trim();
  };
  const root = await git(['rev-parse', '--show-toplevel']).catch((cause: unknown) => notGit(folder, cause));
  const commit = await git(['rev-parse', '--short', '--verify', '--end-of-options', `${reference}^{commit}`]).catch(
    (cause: unknown) => unknownReference(reference, cause),
  );
  const inside = relative(root, resolve(folder)).replaceAll('\\', '/');
  const place = mkdtempSync(join(tmpdir(), 'tributary-marketing-'));
  const dispose = () => rmSync(place, { recursive: true, force: true });
  try {
    // An index of its own, of nothing but that folder, and all files by one command.
    const target = join(place, 'marketing');
    const setting = { from: root, env: { GIT_INDEX_FILE: join(place, 'index') } };
    await git(['read-tree', `${commit}:${inside}`], setting).catch((cause: unknown) => noFolder(inside, reference, cause));
    await git(['checkout-index', '--all', `--prefix=${target}/`], setting);
    return { folder: target, commit, borrowed: borrow(folder, target), dispose };
  } catch (error) {
    dispose();
    throw error;
  }
};

interface GitSetting {
  /** The folder that it is run in. */
  readonly from?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const borrow = (from: string, to: string): readonly string[] =>
  [...needed, ...neededFolders].filter((name) => {
    if (existsSync(join(to, name)) || !existsSync(join(from, name))) return false;
    cpSync(join(from, name), join(to, name), { recursive: true });
    return true;
  });

const notGit = (folder: string, cause: unknown): never => {
  throw new CommandFailure(`${folder} is in no git repository.`, exitCodes.usage, {
    cause,
    hint: 'Versions are compared by what git knows of them.',
  });
};

const unknownReference = (reference: string, cause: unknown): never => {
  throw new CommandFailure(`Git knows no ${reference}.`, exitCodes.usage, {
    cause,
    hint: 'A branch, a tag or a commit, like `main` or `HEAD~1`.',
  });
};

const noFolder = (inside: string, reference: string, cause: unknown): never => {
  throw new CommandFailure(`There was no folder ${inside} at ${reference}.`, exitCodes.failed, {
    cause,
    hint: 'Name a later commit.',
  });
};
