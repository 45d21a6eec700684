import { readFileSync } from 'node:fs';
import { readPartly, wordingOf } from '#shared/adapters/yaml/read-as.ts';
import { readYaml } from '#shared/adapters/yaml/yaml-source.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import type { CompiledJourney } from '#statemachines/journeys/compile-journeys.ts';
import { likely } from '#statemachines/journeys/likely.ts';
import { type Likely, readLikely } from '#statemachines/journeys/read-likely.ts';
import { CommandFailure, exitCodes } from '../failure.ts';

/**
 * Reads a file that says how likely the arms of steps are, YAML or JSON, as a journey does under `likely:`.
 *
 * @throws CommandFailure with all that is wrong with it.
 */
export const readProbabilities = (file: string, journey: CompiledJourney): Likely => {
  const read = parseProbabilities(file, textOf(file), journey);
  if ('said' in read) return read.said;
  const lines = read.problems.map(
    ({ line, column, message, hint }) => `  ${line}:${column}  ${message}${hint === undefined ? '' : ` (${hint})`}`,
  );
  throw new CommandFailure([`${file} has mistakes.`, ...lines].join('\n'), exitCodes.failed, { code: 'problems' });
};

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new CommandFailure(`${file} cannot be read.`, exitCodes.usage);
  }
};

/** Pure; `file` is for the problems. */
export const parseProbabilities = (
  file: string,
  text: string,
  { written }: CompiledJourney,
): { readonly said: Likely } | { readonly problems: readonly Problem[] } => {
  const source = readYaml(file, text);
  const { value = {}, problems } = readPartly(source, likely, wordingOf(likely));
  const { likely: said, findings } = readLikely(value, written.steps);
  if (problems.length + findings.length > 0) return { problems: [...problems, ...source.problemsOf(findings)].toSorted(byPlace) };
  if (Object.keys(said).length > 0) return { said };
  return { problems: source.problemsOf([{ path: [], message: 'the file says nothing about steps' }]) };
};

const byPlace = (a: Problem, b: Problem): number => a.line - b.line || a.column - b.column;
