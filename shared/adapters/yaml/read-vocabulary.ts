import * as z from 'zod';
import { plainTypeOf } from '#shared/domain/condition/plain-types.ts';
import {
  type PropertyType,
  type TraitType,
  traitTypes,
  type Unclear,
  type Vocabulary,
} from '#shared/domain/condition/vocabulary.ts';
import { misfitOf } from '#shared/domain/condition/written-value.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import { canBeKey, canBeTrait, ownEntry } from '#shared/domain/profile/own-entry.ts';
import type { Json } from '#shared/events/json.ts';
import { knownEvents, knownWords } from './event-types.ts';
import type { Finding, Path } from './finding.ts';
import { fieldMeant, readPartly, wordingOf } from './read-as.ts';
import { nameOfFile, readYamlFile } from './yaml-source.ts';

/** What `marketing/vocabulary.yaml` and the catalogue declare; segments and scores have files of their own. */
export type DeclaredNames = Pick<Vocabulary, 'traits' | 'events' | 'currency'> & Required<Pick<Vocabulary, 'words' | 'examples'>>;

/** What `marketing/vocabulary.yaml` says, and every mistake in it. */
export interface ReadVocabulary {
  /** Undefined where there is a mistake. */
  readonly vocabulary?: DeclaredNames;
  /** What conditions are checked against in any case: names that are declared with a mistake are unclear. */
  readonly names: DeclaredNames & Pick<Vocabulary, 'unclear'>;
  readonly problems: readonly Problem[];
}

const noType = 'a type is one of `text`, `number`, `yes or no`, `date`, `list`';
const type = z.enum(traitTypes, { error: noType });

/** `text`, or `{ type: text, example: Auriga GT }`. */
const declared = z.union(
  [
    type,
    z.strictObject({
      type: type.meta({ description: 'What it holds.', examples: ['text'] }),
      example: z
        .json()
        .meta({ description: 'What previews of messages show in its place.', examples: ['Auriga GT'] })
        .exactOptional(),
    }),
  ],
  { error: noType },
);
type Declared = z.infer<typeof declared>;

/** `marketing/vocabulary.yaml`. */
export const vocabularyFile = z
  .strictObject({
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'a currency is an ISO 4217 code like `EUR`')
      .default('USD')
      .meta({
        description:
          'The currency that `orders.revenue` is in, as an ISO 4217 code. Orders in other currencies are not part of it.',
        examples: ['EUR'],
      }),
    traits: z
      .record(z.string(), declared)
      .default({})
      .meta({
        description: 'What is known about customers: name → type, or type and example.',
        examples: [{ plan: 'text', birthday: { type: 'date', example: '1990-05-17' } }],
      }),
    events: z
      .record(
        z.string(),
        z
          .record(z.string(), declared, {
            error: 'an event holds its properties with their types, like `{ model: text, price: number }`',
          })
          .nullable(),
      )
      .default({})
      .meta({
        description:
          "The team's own events, and properties that it adds to those of the catalogue: name → property → type, or type and example.",
        examples: [{ 'Car Configured': { model: { type: 'text', example: 'Auriga GT' }, price: 'number' } }],
      }),
  })
  .meta({ title: 'Vocabulary', description: 'The names that conditions, journeys and segments may use.' });

type Declarations = z.infer<typeof vocabularyFile>;

/** Reads the vocabulary at synth. */
export const readVocabulary = async (path: string): Promise<ReadVocabulary> => {
  const source = await readYamlFile(path);
  if (source === undefined) {
    const message = 'the file that declares traits and events is missing';
    const hint = 'write `traits: {}` if there are none yet';
    return { names: namesOf(nothingDeclared, [[]]), problems: [{ file: nameOfFile(path), line: 1, column: 1, message, hint }] };
  }
  const { value, without, problems: misshapen } = readPartly(source, vocabularyFile, wording);
  const { traits, events } = value ?? nothingDeclared;
  const findings = [
    ...Object.entries(traits).flatMap(([name, said]) => [
      ...badName(['traits', name], name !== '' && canBeTrait(name)),
      ...badExample(['traits', name], said),
    ]),
    ...Object.entries(events).flatMap(([name, properties]) => eventFindings(name, properties ?? {})),
  ];
  const problems = [...misshapen, ...source.problemsOf(findings)];
  const names = namesOf(value ?? nothingDeclared, [...without, ...findings.map((finding) => finding.path)]);
  if (problems.length > 0) return { names, problems };
  const { unclear: _, ...vocabulary } = names;
  return { vocabulary, names, problems };
};

const nothingDeclared: Declarations = { currency: 'USD', traits: {}, events: {} };

/** @param without where something has a mistake: what is said there is not known. */
const namesOf = ({ currency, traits, events }: Declarations, without: readonly Path[]): ReadVocabulary['names'] => {
  const merged = new Map<string, Readonly<Record<string, PropertyType>>>(Object.entries(knownEvents()));
  const examples = new Map<string, Readonly<Record<string, Json>>>();
  for (const [name, properties] of Object.entries(events)) {
    merged.set(name, { ...merged.get(name), ...typesOf(properties ?? {}) });
    examples.set(name, examplesOf(properties ?? {}));
  }
  for (const [field, name, property] of without) {
    if (field !== 'events' || name === undefined) continue;
    const known = new Map<string, PropertyType>(Object.entries(merged.get(String(name)) ?? {}));
    if (property === undefined) merged.delete(String(name));
    else merged.set(String(name), Object.fromEntries(known.set(String(property), 'anything')));
  }
  return {
    currency,
    traits: typesOf(traits),
    events: Object.fromEntries(merged),
    words: knownWords(),
    examples: { traits: examplesOf(traits), events: Object.fromEntries(examples) },
    ...(without.length === 0 ? {} : { unclear: { traits: unclear('traits', without), events: unclear('events', without) } }),
  };
};

const unclear = (kind: keyof Unclear, without: readonly Path[]): Unclear[keyof Unclear] => {
  const names: string[] = [];
  for (const [field, name, property] of without) {
    const meant = field === undefined ? kind : fieldMeant(String(field), ['currency', 'traits', 'events']);
    if (meant === kind && name === undefined) return 'all';
    // What stands beside the fields may have been meant to stand in one of them. Of an event one property says nothing of the others.
    if (meant === undefined) names.push(String(field));
    else if (meant === kind && (kind === 'traits' || property === undefined)) names.push(String(name));
  }
  return names;
};

type DeclaredByName = Readonly<Record<string, Declared>>;

const typeOf = (said: Declared): TraitType => (typeof said === 'string' ? said : said.type);

const typesOf = (all: DeclaredByName): Record<string, TraitType> =>
  Object.fromEntries(Object.entries(all).map(([name, said]) => [name, typeOf(said)]));

const examplesOf = (all: DeclaredByName): Record<string, Json> =>
  Object.fromEntries(
    Object.entries(all).flatMap(([name, said]) =>
      typeof said === 'string' || said.example === undefined ? [] : [[name, said.example]],
    ),
  );

const badExample = (path: Path, said: Declared): readonly Finding[] => {
  if (typeof said === 'string' || said.example === undefined) return [];
  const misfit = misfitOf(String(path.at(-1)), said.example, said.type);
  return misfit === undefined ? [] : [{ path: [...path, 'example'], ...misfit }];
};

const badName = (path: Path, isGood: boolean): readonly Finding[] =>
  isGood ? [] : [{ path, at: 'key', message: `\`${path.at(-1)}\` cannot be a name` }];

const longestEventName = 200;

const eventFindings = (name: string, properties: DeclaredByName): readonly Finding[] => {
  const known = ownEntry(catalogueEvents(), name) ?? {};
  return [
    ...badName(['events', name], canBeKey(name) && name.length <= longestEventName),
    ...almostKnown(name),
    ...Object.entries(properties).flatMap(([property, said]): readonly Finding[] => {
      const path = ['events', name, property];
      const contracted = ownEntry(known, property);
      if (contracted === undefined || contracted === 'anything' || contracted === typeOf(said))
        return [...badName(path, canBeTrait(property)), ...badExample(path, said)];
      const message = `\`${property}\` of \`${name}\` is ${plainTypeOf[contracted]} by the catalogue, not ${plainTypeOf[typeOf(said)]}`;
      return [{ path, message, hint: 'leave it out: docs/reference/events.md has what the catalogue says' }];
    }),
  ];
};

let events: Vocabulary['events'] | undefined;
const catalogueEvents = (): Vocabulary['events'] => {
  events ??= knownEvents();
  return events;
};

/** `order completed` beside `Order Completed` is a slip: nothing would ever be counted under it. */
const almostKnown = (name: string): readonly Finding[] => {
  const meant = Object.keys(catalogueEvents()).find(
    (known) => known !== name && known.toLowerCase() === name.trim().toLowerCase(),
  );
  if (meant === undefined) return [];
  return [
    {
      path: ['events', name],
      at: 'key',
      message: `the catalogue has \`${meant}\`, written differently`,
      hint: `write \`${meant}\``,
    },
  ];
};

/** What people who write programs call the types. */
const synonyms: ReadonlyMap<string, string> = new Map([
  ['string', 'text'],
  ['str', 'text'],
  ['int', 'number'],
  ['integer', 'number'],
  ['float', 'number'],
  ['amount', 'number'],
  ['bool', 'yes or no'],
  ['boolean', 'yes or no'],
  ['yes/no', 'yes or no'],
  ['datetime', 'date'],
  ['time', 'date'],
  ['timestamp', 'date'],
  ['array', 'list'],
]);

const wording = wordingOf(vocabularyFile, {
  examples: { traits: 'traits: { plan: text }', events: 'events: { Car Configured: { model: text } }' },
  synonyms,
});
