import * as z from 'zod';
import { journeyFile } from './journey-file.ts';
import { kinds, stepKinds } from './steps/registry.ts';

/** The JSON Schema that editors complete journeys by; published as docs/reference/journey.schema.json. */
export const journeyJsonSchema = (): Record<string, unknown> =>
  z.toJSONSchema(journeyFile(z.union(kinds.map((kind) => stepKinds[kind].schema))), { io: 'input' });
