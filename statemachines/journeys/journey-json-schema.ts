import * as z from 'zod';
import { editorSchema } from '#shared/adapters/yaml/editor-schema.ts';
import { journeyFile } from './journey-file.ts';
import { kinds, stepKinds } from './steps/registry.ts';

/** The JSON Schema that editors complete journeys by; published as docs/reference/journey.schema.json. */
export const journeyJsonSchema = (): Record<string, unknown> => {
  const steps: z.ZodType<readonly unknown[]> = z.array(z.lazy((): z.ZodType => step));
  const step: z.ZodType = z.union(kinds.map((kind) => stepKinds[kind].schema(steps))).meta({ id: 'step' });
  return editorSchema(journeyFile(step));
};
