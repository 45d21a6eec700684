import type { PropertyType } from '#shared/domain/condition/vocabulary.ts';
import { namesSpokenOf } from '#shared/domain/message/check-liquid.ts';
import type { CompiledMessage } from '#shared/domain/message/message.ts';
import type { Json, JsonObject } from '#shared/events/json.ts';

/** The names that a message speaks of below a path: those of `traits`, or of `event.properties`. */
export const spokenBelow = ({ subject, preheader, html }: CompiledMessage, [...root]: readonly string[]): readonly string[] => [
  ...new Set(
    [subject, preheader, html].flatMap(namesSpokenOf).flatMap((path) => {
      const name = path[root.length];
      return name !== undefined && root.every((part, index) => path[index] === part) ? [name] : [];
    }),
  ),
];

/** What stands for a value that nobody has given an example of: seen as such, where it is text. */
export const placeholder = (name: string, type: PropertyType | undefined, now: Date): Json => {
  switch (type) {
    case 'number':
      return 42;
    case 'yes or no':
      return true;
    case 'date':
      return now.toISOString();
    case 'list':
      return [`‹${name}›`];
    default:
      return `‹${name}›`;
  }
};

/** Values with a placeholder for each name that has none. */
export const withPlaceholders = (
  values: JsonObject,
  names: readonly string[],
  typeOf: (name: string) => PropertyType | undefined,
  now: Date,
): JsonObject => ({
  ...Object.fromEntries(names.map((name) => [name, placeholder(name, typeOf(name), now)])),
  ...values,
});
