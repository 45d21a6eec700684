import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nameOfFile } from '#shared/adapters/yaml/yaml-source.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import { type CompiledJourney, compileJourney, type Surroundings } from './compile-journey.ts';

export type { CompiledJourney, Surroundings } from './compile-journey.ts';

/**
 * Compiles every journey of a directory (`*.yaml`; `*.test.yaml` are tests of journeys, not journeys), in the order of their names.
 *
 * @param around what journeys may name, and what holds for all of them.
 * @returns the journeys without problems, and the problems of all others.
 */
export const compileJourneys = (
  directory: string,
  around: Surroundings,
): { readonly journeys: readonly CompiledJourney[]; readonly problems: readonly Problem[] } => {
  const journeys: CompiledJourney[] = [];
  const problems: Problem[] = [];
  if (!existsSync(directory)) {
    const hint = 'journeys are files in it, one each';
    return {
      journeys,
      problems: [{ file: nameOfFile(directory), line: 1, column: 1, message: 'there is no such folder', hint }],
    };
  }
  for (const name of readdirSync(directory).toSorted()) {
    const file = nameOfFile(join(directory, name));
    if (name.endsWith('.yml')) {
      const hint = `call it ${name.replace(/\.yml$/, '.yaml')}`;
      problems.push({ file, line: 1, column: 1, message: 'a journey’s file ends in .yaml, so this one is not read', hint });
    }
    if (!name.endsWith('.yaml') || name.endsWith('.test.yaml')) continue;
    const result = compileJourney(file, readFileSync(join(directory, name), 'utf8'), around);
    if ('compiled' in result) journeys.push(result.compiled);
    else problems.push(...result.problems);
  }
  return { journeys, problems };
};
