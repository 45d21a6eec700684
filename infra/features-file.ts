import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import * as z from 'zod';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import { type FeaturesFile, featuresFile } from '#shared/domain/profile/declared-events.ts';
import { explainIssue } from '#statemachines/journeys/explain-issue.ts';
import { readYaml } from '#statemachines/journeys/yaml-source.ts';

export type ReadFeatures =
  | { readonly features: FeaturesFile; readonly problems: readonly [] }
  | { readonly features?: undefined; readonly problems: readonly Problem[] };

/** Reads `marketing/features.yaml`, or says all that is wrong with it. */
export const readFeatures = async (path: string): Promise<ReadFeatures> => {
  const file = relative(process.cwd(), path).replaceAll('\\', '/');
  const content = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (content === undefined) {
    const problem = {
      file,
      line: 1,
      column: 1,
      message: 'the file that says which events are counted is missing',
      hint: 'write `count: []`',
    };
    return { problems: [problem] };
  }
  const source = readYaml(file, content);
  if (source.problems.length > 0) return { problems: source.problems };
  const parsed = featuresFile.safeParse(source.value ?? {}, { reportInput: true, error: z.locales.en().localeError });
  if (parsed.success) return { features: parsed.data, problems: [] };
  const findings = parsed.error.issues.flatMap((issue) => explainIssue(issue, () => Object.keys(featuresFile.shape)));
  return { problems: findings.map((finding) => source.problem(finding)) };
};
