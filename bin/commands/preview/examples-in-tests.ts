import { join } from 'node:path';
import * as z from 'zod';
import { readYamlFile } from '#shared/adapters/yaml/yaml-source.ts';
import type { JsonObject } from '#shared/events/json.ts';

/** What the tests of a journey have of customers and their events. */
export interface ExamplesInTests {
  readonly traits: JsonObject;
  /** Properties of the event of this name. */
  readonly propertiesOf: (event: string) => JsonObject;
}

const values = z.record(z.string(), z.json()).catch({});
// Tests that are not well-formed are for `tributary check` to tell; here they are examples, as far as they go.
const given = z
  .looseObject({
    profile: values.default({}),
    events: z
      .array(z.looseObject({ properties: values.default({}) }).catch({ properties: {} }))
      .catch([])
      .default([]),
  })
  .catch({ profile: {}, events: [] });
const nothing = { profile: {}, events: [] };
const testFile = z
  .looseObject({
    given: given.default(nothing),
    cases: z
      .array(z.looseObject({ given: given.default(nothing) }).catch({ given: nothing }))
      .catch([])
      .default([]),
  })
  .catch({ given: nothing, cases: [] });

/** What is in the test file of a journey, the earlier the better; nothing where it has none. */
export const readExamplesInTests = async (folder: string, journey: string | undefined): Promise<ExamplesInTests> => {
  const source = journey === undefined ? undefined : await readYamlFile(join(folder, 'journeys', `${journey}.test.yaml`));
  const tests = testFile.parse(source?.value);
  const all = [tests.given, ...tests.cases.map((one) => one.given)].toReversed();
  const events = all.flatMap((one) => one.events.toReversed());
  return {
    traits: Object.assign({}, ...all.map(({ profile }) => profile)),
    // The event stands behind its time: `day 1: Test Drive Completed`.
    propertiesOf: (event) =>
      Object.assign({}, ...events.filter((one) => Object.values(one).includes(event)).map(({ properties }) => properties)),
  };
};
