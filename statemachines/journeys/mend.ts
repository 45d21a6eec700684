import * as z from 'zod';
import { editorSchema } from '#shared/adapters/yaml/editor-schema.ts';
import { explainIssues, type Wording } from '#shared/adapters/yaml/explain-issue.ts';
import type { Finding, Path } from '#shared/adapters/yaml/finding.ts';
import { parseAs } from '#shared/adapters/yaml/read-as.ts';
import { nearest } from '#shared/domain/marketing/did-you-mean.ts';
import { ownEntry } from '#shared/domain/profile/own-entry.ts';

/** Stands where a name or a text could not be read. Nothing is called so, and nothing that is said of it is told. */
export const unread = '\u{FFFD}';

/** What was done to a value before it could be read. */
export interface Mending {
  /** Where something stands in for what could not be read, or was left out. */
  readonly places: readonly Path[];
  /** Misspelt fields, and as what they were read; and single items that were read as a list. */
  readonly renamed: readonly Renaming[];
  /** Whether something was lost that may have had anything in it: not only a word or a number. */
  readonly hasLostParts: boolean;
}

interface Renaming {
  /** Of the field's owner. */
  readonly path: Path;
  /** Absent where one item stood in place of a list. */
  readonly from?: string;
  readonly to: string | number;
}

/** What could be read of a value, and every mistake in its form. Without a value nothing could. */
interface ReadLeniently<T> {
  readonly value?: T;
  readonly findings: readonly Finding[];
  /** Absent where nothing had to be mended. */
  readonly mending?: Mending;
}

type ReadsLeniently<T> = (value: unknown) => ReadLeniently<T>;

/** Far more than a person makes in one step; no mistake is mended twice, so this is never the reason to stop. */
const mostMistakes = 200;

/**
 * Reads values by a schema, mistake by mistake: what is wrong is told and replaced by something that says nothing, and what is left is
 * read. So no mistake in the form of a value hides another one, nor the names in the rest of it.
 */
export const lenientReader = <T>(schema: z.core.$ZodType<T>, wording: Wording): ReadsLeniently<T> => {
  const standInsAt = standIns(editorSchema(schema));

  const mistakesIn = (value: unknown): { readonly value: T } | { readonly mistakes: readonly Finding[] } => {
    const read = parseAs(schema, value);
    return read.success ? { value: read.data } : { mistakes: explainIssues(read.error.issues, wording) };
  };

  /** Something that can stand at a path without a mistake there, or else further up. */
  const replace = (value: unknown, path: Path, before: readonly Finding[]): Step | undefined => {
    if (path.length === 0) return undefined;
    const listed = asList(value, path);
    if (listed !== undefined) return listed;
    for (const candidate of standInsAt(path)) {
      const changed = candidate === leftOut ? without(value, path) : withValue(value, path, candidate.value);
      const read = mistakesIn(changed);
      const isWorse = ({ path: there }: Finding) =>
        startsWith(there, path) || (startsWith(path, there) && !before.some((known) => isSame(known.path, there)));
      if ('value' in read || !read.mistakes.some(isWorse)) return { value: changed, places: [path] };
    }
    return replace(value, path.slice(0, -1), before);
  };

  /** Where fields stand instead of a list of them, the list with them in it. */
  const asList = (value: unknown, path: Path): Step | undefined => {
    const alone = at(value, path);
    if (!isFields(alone)) return undefined;
    const inList = withValue(value, path, [alone]);
    const read = mistakesIn(inList);
    if ('mistakes' in read && read.mistakes.some((it) => isSame(it.path, path) || isSame(it.path, [...path, 0])))
      return undefined;
    return { value: inList, places: [], renamed: { path, to: 0 } };
  };

  const mendOne = (value: unknown, { path, at }: Finding, mistakes: readonly Finding[]): Step | undefined => {
    const owner = path.slice(0, -1);
    const key = path.at(-1);
    if (at !== 'key' || typeof key !== 'string') return replace(value, path, mistakes);
    const known = wording.fields(owner);
    const isWord = known.includes(key) || ownEntry(wording.elsewhere ?? {}, key) !== undefined;
    const meant = isWord ? undefined : nearest(key, known);
    if (meant === undefined || hasField(value, [...owner, meant])) return { value: without(value, path), places: [path] };
    return { value: renameKey(value, path, meant), places: [], renamed: { path: owner, from: key, to: meant } };
  };

  return (value) => {
    const findings: Finding[] = [];
    const places: Path[] = [];
    const renamed: Renaming[] = [];
    let hasLostParts = false;
    let current = value;
    for (let round = 0; round < mostMistakes; round += 1) {
      const read = mistakesIn(current);
      const mending = places.length === 0 && renamed.length === 0 ? {} : { mending: { places, renamed, hasLostParts } };
      if ('value' in read) return { value: read.value, findings, ...mending };
      for (const mistake of read.mistakes) {
        const told = { ...mistake, path: inFile(mistake.path, renamed) };
        const earlier = findings.findIndex(({ path, at }) => at === told.at && isSame(path, told.path));
        // With less around it that is wrong, more can be said about the same place.
        if (earlier !== -1) findings[earlier] = told;
        else if (!comesOfMending(mistake, current, places)) findings.push(told);
      }
      const first = read.mistakes.find(({ at }) => at === 'key') ?? read.mistakes[0];
      const mended = first && mendOne(current, first, read.mistakes);
      if (mended === undefined) return { findings };
      hasLostParts ||= mended.places.some((place) => typeof (at(current, place) ?? '') === 'object');
      current = mended.value;
      places.push(...mended.places);
      if (mended.renamed !== undefined) renamed.push(mended.renamed);
    }
    return { findings };
  };
};

/** What is said of a place only because of what stands there now, or what is missing since something beside it was left out. */
const comesOfMending = ({ path }: Finding, value: unknown, places: readonly Path[]): boolean => {
  const owner = path.slice(0, -1);
  return places.some(
    (place) =>
      startsWith(path, place) || startsWith(place, path) || (!hasField(value, path) && isSame(place.slice(0, -1), owner)),
  );
};

interface Step {
  readonly value: unknown;
  readonly places: readonly Path[];
  readonly renamed?: Renaming;
}

/** Findings about a value that was mended: as the file has it, without those about what stands in for something. */
export const ofTheFile = (findings: readonly Finding[], mending: Mending | undefined): readonly Finding[] => {
  if (mending === undefined) return findings;
  return findings
    .filter(({ path }) => !isAbout(mending.places, path))
    .map((finding) => ({ ...finding, path: inFile(finding.path, mending.renamed) }));
};

/** A path of the mended value, as it is in the file. */
export const inFile = (path: Path, renamed: readonly Renaming[]): Path =>
  renamed.reduceRight<Path>(
    (place, { path: owner, from, to }) =>
      startsWith(place, [...owner, to])
        ? [...owner, ...(from === undefined ? [] : [from]), ...place.slice(owner.length + 1)]
        : place,
    path,
  );

/** Whether a path leads to one of some places, or into it. */
export const isAbout = (places: readonly Path[], path: Path): boolean => places.some((place) => startsWith(path, place));

const startsWith = (path: Path, beginning: Path): boolean =>
  beginning.length <= path.length && beginning.every((key, index) => key === path[index]);

const isSame = (one: Path, other: Path): boolean => one.length === other.length && startsWith(one, other);

const leftOut = 'left out' as const;
type StandIn = { readonly value: unknown } | typeof leftOut;

const node = z.object({
  type: z.string().optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).default([]),
  pattern: z.string().optional(),
  examples: z.array(z.unknown()).default([]),
  minItems: z.number().default(0),
  required: z.array(z.string()).default([]),
  properties: z.record(z.string(), z.unknown()).default({}),
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).default([]),
  oneOf: z.array(z.unknown()).default([]),
});
type Node = z.infer<typeof node>;

/**
 * What may stand at a path, the least telling first: a name that nobody knows, nothing at all, and only then an example. Something that has
 * its name from the file, such as one variant of several, is there in any case.
 */
const standIns =
  (root: unknown): ((path: Path) => readonly StandIn[]) =>
  (path) => {
    const owners = path.slice(0, -1).reduce<readonly unknown[]>((nodes, key) => nodes.flatMap((one) => inside(one, key)), [root]);
    const key = path.at(-1) ?? '';
    const isField = owners.flatMap(formsOf).some(({ properties }) => Object.hasOwn(properties, key));
    const values = owners.flatMap((owner) => inside(owner, key)).flatMap(valuesFor);
    const saysNothing = (value: unknown) => JSON.stringify(value)?.includes(unread) === true;
    const told = values.filter((value) => !saysNothing(value)).map((value) => ({ value }));
    return [...values.filter(saysNothing).map((value) => ({ value })), ...(isField ? [leftOut, ...told] : [...told, leftOut])];
  };

const formsOf = (value: unknown): readonly Node[] => {
  const parsed = node.safeParse(value);
  return parsed.success ? [parsed.data, ...[...parsed.data.anyOf, ...parsed.data.oneOf].flatMap(formsOf)] : [];
};

const inside = (value: unknown, key: string | number): readonly unknown[] =>
  formsOf(value)
    .flatMap((form) => (typeof key === 'number' ? [form.items] : [form.properties[key] ?? form.additionalProperties]))
    .filter((it) => it !== undefined);

const valuesFor = (value: unknown): readonly unknown[] =>
  formsOf(value).flatMap((form) => [...simplest(form), ...form.examples, ...form.enum]);

const simplest = ({
  type,
  const: only,
  pattern,
  minItems,
  required,
  properties,
  items,
  anyOf,
  oneOf,
}: Node): readonly unknown[] => {
  if (only !== undefined) return [only];
  switch (type) {
    case 'string':
      return pattern === undefined ? [unread] : [];
    case 'array':
      return minItems === 0 ? [[]] : valuesFor(items).map((item) => [item]);
    case 'object': {
      const fields = required.map((field) => [field, valuesFor(properties[field])[0]] as const);
      return [Object.fromEntries(fields)];
    }
    case undefined:
      return anyOf.length + oneOf.length === 0 ? [unread] : [];
    default:
      return [];
  }
};

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((owner, key) => {
    if (Array.isArray(owner)) return owner[Number(key)];
    return isFields(owner) && Object.hasOwn(owner, key) ? owner[key] : undefined;
  }, value);

const hasField = (value: unknown, path: Path): boolean => at(value, path) !== undefined;

/** A copy with a change at a path, as far as the path leads. */
const changed = (value: unknown, path: Path, change: (owner: unknown, key: string | number) => unknown): unknown => {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (rest.length === 0) return change(value, key);
  if (Array.isArray(value)) return value.map((item, index) => (index === key ? changed(item, rest, change) : item));
  return isFields(value) ? { ...value, [key]: changed(value[key], rest, change) } : value;
};

const withValue = (value: unknown, path: Path, wanted: unknown): unknown =>
  changed(value, path, (owner, key) => {
    if (Array.isArray(owner)) return owner.map((item, index) => (index === key ? wanted : item));
    return isFields(owner) ? { ...owner, [key]: wanted } : owner;
  });

/** Items of a list stay in their places. */
const without = (value: unknown, path: Path): unknown =>
  changed(value, path, (owner, key) =>
    isFields(owner) ? Object.fromEntries(Object.entries(owner).filter(([field]) => field !== key)) : owner,
  );

const renameKey = (value: unknown, path: Path, to: string): unknown =>
  changed(value, path, (owner, key) =>
    isFields(owner)
      ? Object.fromEntries(Object.entries(owner).map(([field, said]) => [field === key ? to : field, said]))
      : owner,
  );
