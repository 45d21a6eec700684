import { expect, it } from 'vitest';
import { journeyJsonSchema } from '#statemachines/journeys/journey-json-schema.ts';

it('the published JSON Schema is the one that journeys are read by (vitest -u writes it)', async () => {
  const schema = `${JSON.stringify(journeyJsonSchema(), null, 2)}\n`;
  await expect(schema).toMatchFileSnapshot('../../../docs/reference/journey.schema.json');
});
