import type { Problem } from '#shared/domain/marketing/problem.ts';
import { type FeaturesFile, featuresFile } from '#shared/domain/profile/declared-events.ts';
import { readAs, wordingOf } from './read-as.ts';
import { nameOfFile, readYamlFile } from './yaml-source.ts';

/** The events that are counted, or every mistake in their file; never both. */
export type ReadFeatures =
  | { readonly features: FeaturesFile; readonly problems: readonly [] }
  | { readonly features?: undefined; readonly problems: readonly Problem[] };

/** Reads `marketing/features.yaml` at synth. */
export const readFeatures = async (path: string): Promise<ReadFeatures> => {
  const source = await readYamlFile(path);
  if (source === undefined) {
    const message = 'the file that says which events are counted is missing';
    return { problems: [{ file: nameOfFile(path), line: 1, column: 1, message, hint: 'write `count: []`' }] };
  }
  const read = readAs(source, featuresFile, wording);
  return 'value' in read ? { features: read.value, problems: [] } : read;
};

const wording = wordingOf(featuresFile, { examples: { count: 'count: [Product Viewed, Order Completed]' } });
