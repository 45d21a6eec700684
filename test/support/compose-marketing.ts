import { constants, copyFile, cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import * as z from 'zod';

const repository = resolve(import.meta.dirname, '../..');
const added = join(repository, 'test/local-aws/marketing');

const mapping = z.record(z.string(), z.unknown());

/** One mapping with what is in the other as well, however deep. */
const merge = (base: unknown, more: unknown): unknown => {
  const [into, from] = [mapping.safeParse(base), mapping.safeParse(more)];
  if (!into.success || !from.success) return more;
  const merged = Object.entries(from.data).map(([name, value]) => [name, merge(into.data[name], value)]);
  return { ...into.data, ...Object.fromEntries(merged) };
};

/**
 * Writes the marketing files that the tests' stack is deployed with: our own, and beside them small journeys of the tests' own, which only the
 * tests' events start. `receiver` is where their webhooks go.
 */
export const composeMarketing = async (folder: string, receiver: string): Promise<string> => {
  await rm(folder, { recursive: true, force: true });
  await cp(join(repository, 'marketing'), folder, { recursive: true });
  for (const name of ['journeys', 'segments', 'messages']) {
    for (const file of await readdir(join(added, name)))
      await copyFile(join(added, name, file), join(folder, name, file), constants.COPYFILE_EXCL);
  }

  const body = { name: { from: 'traits.firstName' }, gift: 'sent' };
  const destinations = {
    receiver: { url: `${receiver}/hook`, secret: 'receiver', body },
    'moody-receiver': { url: `${receiver}/moody`, secret: 'receiver', body },
  };
  const more = { 'destinations.yaml': destinations, 'vocabulary.yaml': undefined, 'coupons.yaml': undefined };
  for (const [name, content] of Object.entries(more)) {
    const ours = parse(await readFile(join(folder, name), 'utf8'));
    const theirs = content ?? parse(await readFile(join(added, name), 'utf8'));
    await writeFile(join(folder, name), stringify(merge(ours, theirs)));
  }
  return folder;
};
