import * as z from 'zod';

const withFields = z.looseObject({
  properties: z.record(z.string(), z.looseObject({ description: z.string().optional() })).default({}),
});

/** The fields of a JSON Schema, by their paths, that an editor would show without a word. */
export const undescribed = (schema: unknown, path = ''): readonly string[] => {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = withFields.safeParse(schema);
  return [
    ...Object.entries(own.success ? own.data.properties : {}).flatMap(([name, { description }]) =>
      description === undefined ? [`${path}/${name}`] : [],
    ),
    ...Object.entries(schema).flatMap(([key, inner]) => undescribed(inner, `${path}/${key}`)),
  ];
};
