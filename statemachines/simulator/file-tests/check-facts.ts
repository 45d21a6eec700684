import type { Finding, Path } from '#shared/adapters/yaml/finding.ts';
import { isDeclared, isUnclear, type Vocabulary } from '#shared/domain/condition/vocabulary.ts';
import { misfitOf } from '#shared/domain/condition/written-value.ts';
import { didYouMean, nearest } from '#shared/domain/marketing/did-you-mean.ts';
import { ownEntry } from '#shared/domain/profile/own-entry.ts';
import { nameOfType } from '#shared/events/customer-event.ts';
import type { Json } from '#shared/events/json.ts';
import { EventRefused, readEvent } from '../read-event.ts';
import type { GivenEvent, GivenTraits } from './given-fields.ts';

type Names = Pick<Vocabulary, 'traits' | 'events' | 'unclear'>;

/** Traits that nobody has: with such ones a case would hold, or not, for the wrong reason. */
export const checkTraits = (traits: GivenTraits = {}, path: Path, vocabulary: Names): readonly Finding[] =>
  Object.keys(traits).flatMap((name) => {
    if (isDeclared(vocabulary, 'traits', name)) return [];
    const meant = nearest(name, Object.keys(vocabulary.traits));
    const hint = meant === undefined ? 'declare it under `traits:` there' : `did you mean \`${meant}\`?`;
    return [{ path: [...path, name], at: 'key', message: `there is no trait \`${name}\` in marketing/vocabulary.yaml`, hint }];
  });

/** Values that traits are not of by their declared types. What a customer says of themselves may well be odd. */
export const checkTraitValues = (traits: GivenTraits = {}, path: Path, vocabulary: Names): readonly Finding[] =>
  Object.entries(traits).flatMap(([name, value]) => {
    const type = ownEntry(vocabulary.traits, name);
    return type === undefined ? [] : misfit(name, value, type, [...path, name]);
  });

/** The same of an event's name and of its properties. */
export const checkNamedEvent = (
  name: string,
  properties: GivenTraits = {},
  { vocabulary, ...paths }: { readonly path: Path; readonly propertiesPath: Path; readonly vocabulary: Names },
): readonly Finding[] => {
  if (isUnclear(vocabulary, 'events', name)) return [];
  const declared = ownEntry(vocabulary.events, name);
  if (declared === undefined) {
    const meant = nearest(name, Object.keys(vocabulary.events));
    const hint = meant === undefined ? 'declare it under `events:` in marketing/vocabulary.yaml' : `did you mean \`${meant}\`?`;
    return [{ path: paths.path, message: `there is no event \`${name}\``, hint }];
  }
  return checkProperties(name, properties, paths.propertiesPath, vocabulary);
};

/** Properties of an event; of one that is not declared, nothing is known. */
export const checkProperties = (
  name: string,
  properties: GivenTraits = {},
  path: Path,
  { events }: Pick<Names, 'events'>,
): readonly Finding[] => {
  const declared = ownEntry(events, name) ?? {};
  return Object.entries(properties).flatMap(([property, value]): readonly Finding[] => {
    const type = ownEntry(declared, property);
    if (type !== undefined) return misfit(property, value, type, [...path, property]);
    // Events may carry more than is declared; what is nearly declared is a slip.
    const meant = nearest(property, Object.keys(declared));
    if (meant === undefined) return [];
    return [
      {
        path: [...path, property],
        at: 'key',
        message: `\`${name}\` has no property \`${property}\``,
        hint: `did you mean \`${meant}\`?`,
      },
    ];
  });
};

const misfit = (name: string, value: Json, type: Vocabulary['events'][string][string], path: Path): readonly Finding[] => {
  const found = misfitOf(name, value, type);
  return found === undefined ? [] : [{ path, ...found }];
};

/** One of the events that a customer's story has. */
export const checkGivenEvent = (event: GivenEvent, path: Path, vocabulary: Names): readonly Finding[] => {
  const { what, traits, properties } = event;
  const names =
    traits === undefined && what !== nameOfType.identify
      ? checkNamedEvent(what, properties, { path, propertiesPath: [...path, 'properties'], vocabulary })
      : checkTraits(traits, [...path, 'traits'], vocabulary);
  return names.length > 0 ? names : checkArrives(sentAs(event), path);
};

/** Whether the API would take an event. */
export const checkArrives = (sent: Readonly<Record<string, unknown>>, path: Path): readonly Finding[] => {
  try {
    readEvent({ userId: 'anybody', ...sent }, new Date(0), () => 'any');
    return [];
  } catch (error) {
    if (!(error instanceof EventRefused)) throw error;
    return [{ path, message: `this would be rejected: ${error.message}` }];
  }
};

/** As the API takes it. */
export const sentAs = ({ what, traits, properties }: GivenEvent): Readonly<Record<string, unknown>> =>
  traits !== undefined || what === nameOfType.identify
    ? { type: 'identify', traits: traits ?? {} }
    : { type: 'track', event: what, properties: properties ?? {} };

/** The only one there is of a kind by that name, or what is wrong. Of the file itself: it is called by what it tests. */
export const checkTested = (kind: string, name: string, names: readonly string[]): readonly Finding[] => {
  if (names.includes(name)) return [];
  const hint = didYouMean(name, names);
  return [
    { path: [], message: `there is no ${kind} \`${name}\``, hint: hint ?? `a test lies beside the ${kind} that it is about` },
  ];
};
