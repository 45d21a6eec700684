import * as z from 'zod';
import { catalogue } from '#shared/events/catalogue.ts';
import type { EventContract } from '#shared/events/event-contract.ts';
import { fileOf, schemaOf } from './event-schemas.ts';

/** The catalogue of events for people, as Markdown. */
export const eventPage = (): string =>
  [
    '# Events with a contract',
    '',
    'Written by `npm run generate` from `shared/events/catalogue/`; do not edit.',
    '',
    'Any other `track` event is accepted too. The fields named here are typed where present: decimal text is taken as a number where an',
    'amount is expected. Fields that are not named are kept as they come.',
    '',
    ...sections('Events that you send', 'senders'),
    ...sections(
      'Events that Tributary puts into the log itself',
      'tributary',
      'Their names are taken: an event that has one is rejected when it is sent with a write key. A server key may send them, as history from',
      'elsewhere. They carry `context.source: "tributary"`, which is dropped from everything that senders send.',
      '',
    ),
  ].join('\n');

const sections = (title: string, from: EventContract['from'], ...words: readonly string[]): string[] => [
  `## ${title}`,
  '',
  ...words,
  ...catalogue.filter((contract) => contract.from === from).flatMap(section),
];

const section = (contract: EventContract): string[] => [
  `### ${contract.name}`,
  `${contract.description} Version ${contract.version}, [JSON Schema](${fileOf(contract)}).`,
  '',
  '| property | type | |',
  '|---|---|---|',
  ...fieldsOf(contract).map(({ name, type, description }) => `| \`${name}\` | ${type} | ${description} |`),
  '',
  '```json',
  JSON.stringify({ type: 'track', event: contract.name, userId: '8841', properties: contract.examples[0] }, undefined, 2),
  '```',
  '',
];

const property = z.object({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  description: z.string().optional(),
  anyOf: z.array(z.object({ type: z.union([z.string(), z.array(z.string())]).optional() })).optional(),
});
const objectSchema = z.object({ properties: z.record(z.string(), property), required: z.array(z.string()).default([]) });

const fieldsOf = (contract: EventContract) => {
  const { properties, required } = objectSchema.parse(schemaOf(contract.properties));
  return Object.entries(properties).map(([name, { type, anyOf = [], description = '' }]) => {
    const types = [type, ...anyOf.map((each) => each.type)].flat().filter((each) => each !== undefined && each !== 'null');
    return { name, type: `${types.join(' or ')}${required.includes(name) ? ', required' : ''}`, description };
  });
};
