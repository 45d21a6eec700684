import { listed, nearest } from '#shared/domain/marketing/did-you-mean.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import type { MjmlMistake } from './html-of.ts';
import { type Passage, problemIn } from './passage.ts';
import { nextTag, withoutComments } from './scan-mjml.ts';

const invalidValue =
  /^Attribute (?<attribute>\S+) has invalid value: (?<value>.*) for type (?<type>\w+)[\s,]*(?:only accepts (?<accepted>.*))?$/s;

/**
 * Whether MJML has found a value that an attribute cannot have: the one kind of mistake that it alone can tell. What goes on into the next
 * element is no value, but one that is not closed.
 */
export const isValueMistake = ({ message }: MjmlMistake): boolean =>
  invalidValue.exec(message)?.groups?.value?.includes('<') === false;

/** Says in our words, and at the attribute, what MJML says of a line. */
export const explainMjml = ({ tagName, message }: MjmlMistake, passage: Passage, line: number): Problem => {
  const { attribute, value, type = '', accepted = '' } = invalidValue.exec(message)?.groups ?? {};
  if (attribute === undefined || value === undefined) {
    return { file: passage.file, line, column: 1, message: `MJML cannot read \`<${tagName}>\`: ${message}` };
  }
  const said = {
    offset: offsetOf(passage, line, tagName, attribute, value),
    message: `\`${value}\` is no value for \`${attribute}\` of \`<${tagName}>\``,
    hint: hintFor(value, type, accepted),
  };
  return problemIn(passage, said);
};

const offsetOf = (passage: Passage, line: number, tagName: string, attribute: string, value: string): number => {
  const text = withoutComments(passage.text);
  const found: number[] = [];
  for (let tag = nextTag(text, 0); tag !== undefined; tag = nextTag(text, tag.end)) {
    if (tag.name !== tagName) continue;
    found.push(...tag.attributes.filter((one) => one.name === attribute && one.value === value).map(({ begin }) => begin));
  }
  const start = text
    .split('\n')
    .slice(0, line - passage.line)
    .join('\n').length;
  return found.find((offset) => offset >= start) ?? found[0] ?? start;
};

const hintFor = (value: string, type: string, accepted: string): string => {
  if (type === 'Color') return 'write a colour, like `#0b5d4e`';
  if (type === 'Enum') {
    const words = accepted.split(', ');
    const meant = nearest(value, words);
    return meant === undefined ? `it is one of ${listed(words)}` : `did you mean \`${meant}\`?`;
  }
  const units = /\((?<units>[^)]*)\) units/
    .exec(accepted)
    ?.groups?.units?.split(',')
    .map((unit) => unit.trim())
    .filter(Boolean);
  if (units === undefined || units.length === 0) return 'docs/messages.md shows how it is written';
  const several = /to 4/.test(accepted) ? ', up to four of them' : '';
  return `write a number with ${units.join(' or ')}${several}, like \`16${units[0]}\``;
};
