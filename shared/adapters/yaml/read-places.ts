import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import type { Place, PlaceList } from '#shared/domain/place/place.ts';
import { wordingOf } from './read-as.ts';
import { declaredName, readDeclarations } from './read-declarations.ts';
import { isVisible, nameOfFile } from './yaml-source.ts';

/** What the files of `marketing/places` say, and every mistake in them. */
export interface ReadPlaces {
  /** As `run-stage` gets them in `places.json`: every file that there is, with the places that are in order. */
  readonly places: readonly PlaceList[];
  readonly problems: readonly Problem[];
}

const degrees = (most: number, name: string, example: string) =>
  z
    .number({ error: ({ input }) => (input === undefined ? undefined : `a ${name} is a number of degrees, like ${example}`) })
    .min(-most, `no ${name} is below -${most}`)
    .max(most, `no ${name} is above ${most}`)
    .meta({ description: `Its ${name}, in degrees, as a map shows it.`, examples: [Number(example)] });

/** One entry of a file under `marketing/places`. */
export const placeEntry = z
  .object({ latitude: degrees(90, 'latitude', '52.5200'), longitude: degrees(180, 'longitude', '13.4050') })
  .catchall(z.union([z.string().trim().min(1), z.number(), z.boolean()], { error: 'a field of a place is one text or number' }))
  .transform(({ latitude, longitude, ...fields }): Omit<Place, 'place'> => ({ latitude, longitude, fields }));

const wording = wordingOf(placeEntry, { examples: { latitude: 'latitude: 52.5200', longitude: 'longitude: 13.4050' } });

/** Reads every list of places at synth: each file of the folder is one, by its name. There need not be a folder. */
export const readPlaces = async (directory: string): Promise<ReadPlaces> => {
  const found = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const files = found.filter((name) => isVisible(name) && name.endsWith('.yaml')).sort();
  const lists = await Promise.all(files.map((file) => readList(join(directory, file), file.slice(0, -'.yaml'.length))));
  return {
    places: lists.map(({ list, places }) => ({ list, places })),
    problems: lists.flatMap(({ problems }) => problems),
  };
};

type ReadList = PlaceList & { readonly problems: readonly Problem[] };

const readList = async (path: string, list: string): Promise<ReadList> => {
  const wrong = (message: string, hint: string) => {
    return { list, places: [], problems: [{ file: nameOfFile(path), line: 1, column: 1, message, hint }] };
  };
  if (!declaredName.test(list))
    return wrong(
      `\`${list}\` is no name of a list of places`,
      'small letters, digits and hyphens, at most 40, like dealers.yaml',
    );
  const { declarations, names, problems } = await readDeclarations<Omit<Place, 'place'>>(path, {
    what: 'place',
    example: 'berlin: { name: Berlin, latitude: 52.52, longitude: 13.405 }',
    formOf: () => ({ schema: placeEntry, wording }),
  });
  if (names?.length === 0 && problems.length === 0)
    return wrong('there is no place in this file', 'like `berlin: { latitude: 52.52, longitude: 13.405 }`');
  return { list, places: declarations.map(([place, said]) => ({ place, ...said })), problems };
};
