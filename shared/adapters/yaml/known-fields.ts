import * as z from 'zod';
import type { Path } from './finding.ts';

/** The fields that an object at a path of a schema may have; those of every form, where it may have several. */
export const knownFields = (schema: z.core.$ZodType): ((path: Path) => readonly string[]) => {
  const root: unknown = z.toJSONSchema(schema, { io: 'input' });
  return (path) => {
    const found = path.reduce<readonly unknown[]>((nodes, key) => nodes.flatMap((node) => inside(node, key)), [root]);
    return [...new Set(found.flatMap(forms).flatMap((form) => Object.keys(form.properties)))];
  };
};

const node = z.object({
  properties: z.record(z.string(), z.unknown()).default({}),
  /** Of a record: what stands under any key. */
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).default([]),
  oneOf: z.array(z.unknown()).default([]),
});

const forms = (value: unknown): readonly z.infer<typeof node>[] => {
  const parsed = node.safeParse(value);
  return parsed.success ? [parsed.data, ...[...parsed.data.anyOf, ...parsed.data.oneOf].flatMap(forms)] : [];
};

const inside = (value: unknown, key: string | number): readonly unknown[] =>
  forms(value)
    .flatMap((form) => (typeof key === 'number' ? [form.items] : [form.properties[key] ?? form.additionalProperties]))
    .filter((it) => it !== undefined);
