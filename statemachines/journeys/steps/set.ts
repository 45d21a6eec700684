import * as z from 'zod';
import { condition, conditionFindings } from '#shared/adapters/yaml/condition.ts';
import type { Finding } from '#shared/adapters/yaml/finding.ts';
import { didYouMean } from '#shared/domain/marketing/did-you-mean.ts';
import { fieldOf } from '#shared/domain/place/place.ts';
import { named, type Scope, type Step, type StepKind, stepName } from './kind.ts';

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
          check: (scope) => {
            const { vocabulary, entries, replies } = scope;
            return Object.entries(traits).flatMap(([trait, said]) => [
              ...(Object.hasOwn(vocabulary.traits, trait)
                ? []
                : [
                    {
                      path: ['set', trait],
                      at: 'key' as const,
                      message: `there is no trait \`${trait}\``,
                      hint: didYouMean(trait, Object.keys(vocabulary.traits)) ?? 'declare it in marketing/vocabulary.yaml',
                    },
                  ]),
              ...('from' in said
                ? conditionFindings(said.from, { vocabulary, event: entries, reply: replies, run: true, result: 'any' }, [
                    'set',
                    trait,
                    'from',
                  ])
                : []),
              ...('nearest' in said ? nearestFindings(said, scope, ['set', trait]) : []),
            ]);
          },
          lower: (identity) => [{ kind: 'run', step: { kind: 'set', ...identity, traits } }],
        }),
      ),
};

const nearestFindings = (
  { nearest, field }: { readonly nearest: string; readonly field?: string | undefined },
  { places, vocabulary }: Scope,
  path: readonly string[],
): readonly Finding[] => {
  const list = places.find((one) => one.list === nearest);
  if (list === undefined) {
    const known = places.map((one) => one.list);
    const hint = didYouMean(nearest, known) ?? `make the file marketing/places/${nearest}.yaml`;
    return [{ path: [...path, 'nearest'], message: `there is no list of places \`${nearest}\``, hint }];
  }
  const unknown = ['latitude', 'longitude'].filter((trait) => vocabulary.traits[trait] !== 'number');
  if (unknown.length > 0) {
    const message = `the nearest place needs ${unknown.map((trait) => `\`${trait}\``).join(' and ')} of the customer`;
    return [{ path: [...path, 'nearest'], message, hint: 'declare it as a number under `traits` in marketing/vocabulary.yaml' }];
  }
  if (field === undefined) return [];
  const without = list.places.find((one) => fieldOf(one, field) === undefined);
  if (without === undefined) return [];
  const said = [...new Set(list.places.flatMap(({ fields }) => Object.keys(fields)))];
  const hint = said.includes(field) ? 'every place of the list needs it' : (didYouMean(field, said) ?? 'add it to every place');
  return [
    { path: [...path, 'field'], message: `\`${without.place}\` in marketing/places/${nearest}.yaml has no \`${field}\``, hint },
  ];
};
