import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readYaml } from '#shared/adapters/yaml/yaml-source.ts';
import type { CompiledJourney } from '#statemachines/journeys/compile-journey.ts';
import { waysNotTaken } from '#statemachines/simulator/journey-tests/coverage.ts';
import type { CaseResult } from '#statemachines/simulator/journey-tests/run-case.ts';

/** A way through a journey, or out of it, and where the journey's file has it. */
export interface NotTaken {
  readonly journey: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/** The ways of journeys that none of the cases takes. */
export const findNotTaken = async (
  journeys: readonly CompiledJourney[],
  results: readonly CaseResult[],
  folder: string,
): Promise<readonly NotTaken[]> => {
  const stories = results.map(({ story }) => story);
  const found: NotTaken[] = [];
  for (const journey of journeys) {
    const ways = waysNotTaken(journey, stories);
    if (ways.length === 0) continue;
    const file = join(folder, `${journey.journey}.yaml`);
    const source = readYaml(file, await readFile(file, 'utf8'));
    for (const { text, path } of ways) {
      const { line, column } = source.problem({ path, message: text, at: 'key' });
      found.push({ journey: journey.journey, file, line, column, text });
    }
  }
  return found;
};
