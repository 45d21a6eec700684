import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { marketingSchemas } from '#shared/adapters/yaml/marketing-schemas.ts';
import { journeyJsonSchema } from '#statemachines/journeys/journey-json-schema.ts';
import { journeyTestJsonSchema } from '#statemachines/simulator/journey-tests/test-file.ts';
import { messageTestJsonSchema } from '#statemachines/simulator/message-tests/test-file.ts';
import { scoreTestJsonSchema, segmentTestJsonSchema } from '#statemachines/simulator/segment-tests/test-file.ts';
import { eventPage } from './contracts/event-page.ts';
import { eventSchemas } from './contracts/event-schemas.ts';
import { openApiDocument } from './contracts/openapi.ts';

export const referenceDirectory = join(import.meta.dirname, '../docs/reference');

/** The generated files under `docs/reference`, by name, as they should be. */
export const generatedContracts = (): ReadonlyMap<string, string> => {
  const json = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;
  return new Map([
    ['openapi.json', json(openApiDocument())],
    ['events.md', eventPage()],
    ...Object.entries({
      ...marketingSchemas(),
      journey: journeyJsonSchema(),
      'journey-test': journeyTestJsonSchema(),
      'message-test': messageTestJsonSchema(),
      'score-test': scoreTestJsonSchema(),
      'segment-test': segmentTestJsonSchema(),
    }).map(([name, schema]): [string, string] => [`${name}.schema.json`, json(schema)]),
    ...[...eventSchemas()].map(([name, schema]): [string, string] => [name, json(schema)]),
  ]);
};

/** Schemas of events lie in a directory of their own, so one that no contract stands behind any more can be told. */
export const publishedEventSchemas = (): string[] =>
  readdirSync(join(referenceDirectory, 'events')).map((name) => `events/${name}`);

if (import.meta.main) {
  rmSync(join(referenceDirectory, 'events'), { recursive: true, force: true });
  for (const [name, content] of generatedContracts()) {
    const file = join(referenceDirectory, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  console.log(`${generatedContracts().size} files written to ${referenceDirectory}`);
}
