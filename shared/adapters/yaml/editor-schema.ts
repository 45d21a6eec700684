import * as z from 'zod';

/** The JSON Schema that editors complete files of a form by. */
export const editorSchema = (schema: z.core.$ZodType): Record<string, unknown> =>
  z.toJSONSchema(schema, {
    io: 'input',
    // Examples stand beside what is read, and are written as it is: zod leaves out those of what becomes something else.
    override: ({ zodSchema, jsonSchema }) => {
      const examples = z.globalRegistry.get(zodSchema)?.examples;
      if (Array.isArray(examples)) jsonSchema.examples = examples;
    },
  });
