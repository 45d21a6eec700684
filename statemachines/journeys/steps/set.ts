import * as z from 'zod';
import { condition, conditionFindings } from '#shared/adapters/yaml/condition.ts';
import { type Finding, under } from '#shared/adapters/yaml/finding.ts';
import { isDeclared, isUnclear } from '#shared/domain/condition/vocabulary.ts';
import { misfitOf } from '#shared/domain/condition/written-value.ts';
import { didYouMean } from '#shared/domain/marketing/did-you-mean.ts';
import { fieldOf } from '#shared/domain/place/place.ts';
import { ownEntry } from '#shared/domain/profile/own-entry.ts';
import { named, type Scope, type Step, type StepKind, stepName, underWay } from './kind.ts';

const settable = z.xor(
  [
    z.union([z.string(), z.number(), z.boolean(), z.null()]).transform((literal) => ({ value: literal })),
    z.strictObject({
      from: condition.meta({ description: 'An expression that gives the value.', examples: ['event.properties.product'] }),
    }),
    z.strictObject({
      nearest: z
        .string()
        .trim()
        .min(1)
        .meta({
          description:
            'A list of marketing/places: of it, the place nearest to the traits `latitude` and `longitude`. Where these are unknown, the trait is left as it is.',
          examples: ['dealers'],
        }),
      field: z
        .string()
        .trim()
        .min(1)
        .meta({ description: 'What to take of that place; its name in the list if it is left out.', examples: ['city'] })
        .exactOptional(),
    }),
  ],
  {
    error:
      'a value is text, a number, true or false, `{ from: … }` with an expression, or `{ nearest: … }` with a list of places',
  },
);

type Settable = z.infer<typeof settable>;

/** `- set: { stage: nurtured }` says traits of the customer, as an identify call would. */
export const set: StepKind = {
  schema: () =>
    z
      .strictObject({
        set: z
          .record(z.string().trim().min(1), settable)
          .refine((traits) => Object.keys(traits).length > 0, 'there is nothing to set')
          .meta({ description: 'Traits and what they become.', examples: [{ stage: 'nurtured' }] }),
        name: stepName,
      })
      .meta({ description: 'Set traits of the customer.' })
      .transform(
        ({ set: traits, name }): Step => ({
          kind: 'set',
          ...named(name),
          title: `set ${Object.keys(traits).join(', ')}`,
          arms: [],
          check: (scope) =>
            Object.entries(traits).flatMap(([trait, said]) => [
              ...unknownTrait(trait, scope),
              ...unusableTrait(trait),
              ...under(['set', trait], valueFindings(trait, said, scope)),
            ]),
          lower: (identity) => [{ kind: 'run', step: { kind: 'set', ...identity, traits } }],
        }),
      ),
};

const unknownTrait = (trait: string, { vocabulary }: Scope): readonly Finding[] => {
  if (isDeclared(vocabulary, 'traits', trait)) return [];
  const hint = didYouMean(trait, Object.keys(vocabulary.traits)) ?? 'declare it in marketing/vocabulary.yaml';
  return [{ path: ['set', trait], at: 'key', message: `there is no trait \`${trait}\``, hint }];
};

/** Step Functions takes what a name that ends so stands for as a path into its input. */
const unusableTrait = (trait: string): readonly Finding[] => {
  if (!trait.endsWith('.$')) return [];
  const message = `\`${trait}\` cannot be set by a journey: its name ends in \`.$\``;
  return [{ path: ['set', trait], at: 'key', message, hint: 'set a trait of another name' }];
};

/** Whether a trait can become what is said, by its declared type. */
const valueFindings = (trait: string, said: Settable, scope: Scope): readonly Finding[] => {
  const type = ownEntry(scope.vocabulary.traits, trait);
  if ('nearest' in said) return nearestFindings(trait, said, scope);
  if ('from' in said) return conditionFindings(said.from, { ...underWay(scope), result: type ?? 'any' }, ['from']);
  const misfit = misfitOf(trait, said.value, type ?? 'anything');
  return misfit === undefined ? [] : [{ path: [], ...misfit }];
};

const nearestFindings = (
  trait: string,
  { nearest, field }: Extract<Settable, { readonly nearest: string }>,
  { places, vocabulary }: Scope,
): readonly Finding[] => {
  const list = places.find((one) => one.list === nearest);
  if (list === undefined) {
    const known = places.map((one) => one.list);
    const hint = didYouMean(nearest, known) ?? `make the file marketing/places/${nearest}.yaml`;
    return [{ path: ['nearest'], message: `there is no list of places \`${nearest}\``, hint }];
  }
  const unknown = ['latitude', 'longitude'].filter(
    (trait) => vocabulary.traits[trait] !== 'number' && !isUnclear(vocabulary, 'traits', trait),
  );
  if (unknown.length > 0) {
    const message = `the nearest place needs ${unknown.map((trait) => `\`${trait}\``).join(' and ')} of the customer`;
    return [{ path: ['nearest'], message, hint: 'declare it as a number under `traits` in marketing/vocabulary.yaml' }];
  }
  const type = ownEntry(vocabulary.traits, trait) ?? 'anything';
  if (field === undefined) {
    const misfit = misfitOf(trait, nearest, type);
    const hint = 'take one of its fields, like `{ nearest: dealers, field: latitude }`';
    return misfit === undefined ? [] : [{ path: ['nearest'], message: `${misfit.message}: the name of a place`, hint }];
  }
  const without = list.places.find((one) => fieldOf(one, field) === undefined);
  if (without !== undefined) {
    const said = [...new Set(list.places.flatMap(({ fields }) => Object.keys(fields)))];
    const hint = said.includes(field) ? 'every place of the list needs it' : (didYouMean(field, said) ?? 'add it to every place');
    const message = `\`${without.place}\` in marketing/places/${nearest}.yaml has no \`${field}\``;
    return [{ path: ['field'], message, hint }];
  }
  return list.places
    .flatMap((one): readonly Finding[] => {
      const misfit = misfitOf(trait, fieldOf(one, field) ?? null, type);
      const where = `\`${field}\` of \`${one.place}\` in marketing/places/${nearest}.yaml`;
      return misfit === undefined ? [] : [{ path: ['field'], message: `${misfit.message}: ${where}`, hint: misfit.hint }];
    })
    .slice(0, 1);
};
