import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import { type FeaturesFile, featuresFile } from '#shared/domain/profile/declared-events.ts';
import { readYaml } from '#statemachines/journeys/yaml-source.ts';

export type ReadFeatures =
  | { readonly features: FeaturesFile; readonly problems: readonly [] }
  | { readonly features?: undefined; readonly problems: readonly Problem[] };

/** Reads `marketing/features.yaml`, or says all that is wrong with it. */
export const readFeatures = async (path: string): Promise<ReadFeatures> => {
  const source = readYaml(relative(process.cwd(), path).replaceAll('\\', '/'), await readFile(path, 'utf8'));
  if (source.problems.length > 0) return { problems: source.problems };
  const parsed = featuresFile.safeParse(source.value ?? {});
  if (parsed.success) return { features: parsed.data, problems: [] };
  return {
    problems: parsed.error.issues.map(({ path: at, message }) => source.problem({ path: at.map(String), message })),
  };
};
