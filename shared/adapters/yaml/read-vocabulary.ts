import * as z from 'zod';
import { type PropertyType, traitTypes, type Vocabulary } from '#shared/domain/condition/vocabulary.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import { canBeKey, canBeTrait, ownEntry } from '#shared/domain/profile/own-entry.ts';
import { knownEvents } from './event-types.ts';
import type { Finding, Path } from './finding.ts';
import { readAs, wordingOf } from './read-as.ts';
import { readYaml, readYamlFile } from './yaml-source.ts';

/** What `marketing/vocabulary.yaml` and the catalogue declare; segments and scores have files of their own. */
export type DeclaredNames = Pick<Vocabulary, 'traits' | 'events' | 'currency'>;

/** The declared names, or every mistake in their file; never both. */
export type ReadVocabulary =
  | { readonly vocabulary: DeclaredNames; readonly problems: readonly [] }
  | { readonly vocabulary?: undefined; readonly problems: readonly Problem[] };

const type = z.enum(traitTypes, { error: 'a type is one of `text`, `number`, `yes or no`, `date`, `list`' });

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
      .record(z.string(), type)
      .default({})
      .meta({ description: 'What is known about customers: name → type.', examples: [{ plan: 'text', birthday: 'date' }] }),
    events: z
      .record(
        z.string(),
        z
          .record(z.string(), type, {
            error: 'an event holds its properties with their types, like `{ model: text, price: number }`',
          })
          .nullable(),
      )
      .default({})
      .meta({
        description: "The team's own events, and properties that it adds to those of the catalogue: name → property → type.",
        examples: [{ 'Car Configured': { model: 'text', price: 'number' } }],
      }),
  })
  .meta({ title: 'Vocabulary', description: 'The names that conditions, journeys and segments may use.' });

/** Reads the vocabulary at synth. Without a file there are only the events of the catalogue. */
export const readVocabulary = async (path: string): Promise<ReadVocabulary> => {
  const source = (await readYamlFile(path)) ?? readYaml(path, '');
  const read = readAs(source, vocabularyFile, wording);
  if ('problems' in read) return read;
  const { currency, traits, events } = read.value;
  const findings = [
    ...Object.keys(traits).flatMap((name) => badName(['traits', name], name !== '' && canBeTrait(name))),
    ...Object.entries(events).flatMap(([name, properties]) => eventFindings(name, properties ?? {})),
  ];
  if (findings.length > 0) return { problems: source.problemsOf(findings) };
  const merged = new Map<string, Readonly<Record<string, PropertyType>>>(Object.entries(knownEvents()));
  for (const [name, properties] of Object.entries(events)) merged.set(name, { ...merged.get(name), ...properties });
  return { vocabulary: { currency, traits, events: Object.fromEntries(merged) }, problems: [] };
};

const badName = (path: Path, isGood: boolean): readonly Finding[] =>
  isGood ? [] : [{ path, at: 'key', message: `\`${path.at(-1)}\` cannot be a name` }];

const longestEventName = 200;

const eventFindings = (name: string, properties: Readonly<Record<string, PropertyType>>): readonly Finding[] => {
  const known = ownEntry(catalogueEvents(), name) ?? {};
  return [
    ...badName(['events', name], canBeKey(name) && name.length <= longestEventName),
    ...almostKnown(name),
    ...Object.entries(properties).flatMap(([property, said]): readonly Finding[] => {
      const path = ['events', name, property];
      const contracted = ownEntry(known, property);
      if (contracted === undefined || contracted === 'anything' || contracted === said)
        return badName(path, canBeTrait(property));
      const message = `\`${property}\` of \`${name}\` is ${inWords(contracted)} by the catalogue, not ${inWords(said)}`;
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

const inWords = (said: PropertyType): string => (said === 'text' || said === 'yes or no' ? said : `a ${said}`);

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
