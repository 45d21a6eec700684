import * as z from 'zod';
import type { OfProperties, PropertyType, Vocabulary } from '#shared/domain/condition/vocabulary.ts';
import { catalogue } from '#shared/events/catalogue.ts';
import { nameOfType } from '#shared/events/customer-event.ts';

type Properties = Readonly<Record<string, PropertyType>>;

/** What pages and screens say of themselves, by Segment's specification. */
const pageProperties: Properties = {
  name: 'text',
  category: 'text',
  path: 'text',
  referrer: 'text',
  search: 'text',
  title: 'text',
  url: 'text',
};

/** The events that there are without any declaration: those of the catalogue, and those that are not `track` events. */
export const knownEvents = (): Vocabulary['events'] => ({
  [nameOfType.page]: pageProperties,
  [nameOfType.screen]: pageProperties,
  [nameOfType.identify]: {},
  [nameOfType.group]: {},
  [nameOfType.alias]: {},
  ...Object.fromEntries(catalogue.map(({ name, properties }) => [name, typesOf(properties)])),
});

/** The words of those properties of the catalogue's events that may only be one of some. */
export const knownWords = (): OfProperties<readonly string[]> =>
  Object.fromEntries(
    catalogue.flatMap(({ name, properties }) => {
      const words = propertiesOf(properties).flatMap(([property, schema]) => {
        const known = wordsOf(schema);
        return known === undefined ? [] : [[property, known] as const];
      });
      return words.length === 0 ? [] : [[name, Object.fromEntries(words)]];
    }),
  );

const wordsOf = (schema: z.core.JSONSchema.BaseSchema): readonly string[] | undefined =>
  schema.enum?.map(String) ?? schema.anyOf?.map(wordsOf).find((words) => words !== undefined);

/** The types of a contract's properties, by the JSON Schema that it is published with. */
const typesOf = (contract: z.core.$ZodType): Properties =>
  Object.fromEntries(propertiesOf(contract).map(([name, property]) => [name, typeOf(property)]));

const propertiesOf = (contract: z.core.$ZodType): readonly (readonly [string, z.core.JSONSchema.BaseSchema])[] =>
  Object.entries(z.toJSONSchema(contract, { io: 'input', unrepresentable: 'any' }).properties ?? {}).map(([name, property]) => [
    name,
    typeof property === 'object' ? property : {},
  ]);

const typeOf = (schema: z.core.JSONSchema.BaseSchema): PropertyType => {
  // A property that may be null says what it is otherwise.
  const [other, ...others] = schema.anyOf?.filter((one) => one.type !== 'null') ?? [];
  if (other !== undefined && others.length === 0) return typeOf(other);
  // Amounts are numbers that may come as text, and texts may come as numbers: the first is what is meant.
  const types = [schema.type].flat().filter((type) => type !== undefined && String(type) !== 'null');
  switch (types[0]) {
    case 'number':
    case 'integer':
      return 'number';
    case 'boolean':
      return 'yes or no';
    case 'array':
      return 'list';
    case 'string':
      return types.length === 1 && isInstant(schema) ? 'date' : 'text';
    default:
      return 'anything';
  }
};

/** Instants are the only texts of the catalogue that a number cannot stand for and that no pattern or list of words restricts. */
const isInstant = ({ pattern, enum: words, const: word, minLength, format }: z.core.JSONSchema.BaseSchema): boolean =>
  format === 'date-time' || (pattern === undefined && words === undefined && word === undefined && minLength === undefined);
