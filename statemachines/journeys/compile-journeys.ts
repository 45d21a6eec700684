import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isVisible, nameOfFile } from '#shared/adapters/yaml/yaml-source.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import { circlesOf, sayCircle } from './check-circles.ts';
import { askedBy, type CompiledJourney, compileLinkedJourney, type PlacedLinks, type Surroundings } from './compile-journey.ts';

export type { CompiledJourney, Surroundings } from './compile-journey.ts';

/**
 * Compiles every journey of a directory (`*.yaml`; `*.test.yaml` are tests of journeys, not journeys), in the order of their names.
 *
 * @param around what journeys may name, and what holds for all of them.
 * @returns the journeys without problems, the problems of all others, and those of them that can be played all the same.
 */
export const compileJourneys = (
  directory: string,
  around: Surroundings,
): {
  readonly journeys: readonly CompiledJourney[];
  readonly playable: readonly CompiledJourney[];
  readonly problems: readonly Problem[];
} => {
  const journeys: CompiledJourney[] = [];
  const playable: CompiledJourney[] = [];
  const problems: Problem[] = [];
  const all: PlacedLinks[] = [];
  if (!existsSync(directory)) {
    const hint = 'journeys are files in it, one each';
    return {
      journeys,
      playable,
      problems: [{ file: nameOfFile(directory), line: 1, column: 1, message: 'there is no such folder', hint }],
    };
  }
  for (const name of readdirSync(directory).filter(isVisible).toSorted()) {
    const file = nameOfFile(join(directory, name));
    if (name.endsWith('.yml')) {
      const hint = `call it ${name.replace(/\.yml$/, '.yaml')}`;
      problems.push({ file, line: 1, column: 1, message: 'a journey’s file ends in .yaml, so this one is not read', hint });
    }
    if (!name.endsWith('.yaml') || name.endsWith('.test.yaml')) continue;
    const text = readFileSync(join(directory, name), 'utf8');
    const { result, linked } = compileLinkedJourney(file, text, around);
    if ('compiled' in result) journeys.push(result.compiled);
    else {
      problems.push(...result.problems);
      if (result.playable !== undefined) playable.push(result.playable);
    }
    if (linked !== undefined) all.push(linked);
  }
  const circles = circlesOf(
    all.map(({ links }) => links),
    askedBy(around),
  );
  for (const { links, place } of all) {
    // A journey that starts itself has said so.
    const circle = circles.find(({ journey, by }) => journey === links.journey && by.length > 1);
    if (circle !== undefined) problems.push({ ...place, ...sayCircle(circle, links.enter.on) });
  }
  return { journeys, playable, problems };
};
