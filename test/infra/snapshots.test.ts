import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { stageNames, stages } from '#infra/stages.ts';
import { synthesize } from '#test/support/synthesize.ts';

/** What changes with every edit of a function, and what every CDK template has. */
const scrubbed = (template: object): string =>
  stringify(
    { ...template, Rules: undefined, Parameters: undefined },
    { lineWidth: 0, aliasDuplicateObjects: false, keepUndefined: false },
  ).replaceAll(/[0-9a-f]{64}\.(zip|json)/g, '<hash>.$1');

describe.each(stageNames)('stage %s', (name) => {
  const templates = synthesize(stages[name]);

  it.each(Object.entries(templates))('has the stack %s as agreed', async (stack, template) => {
    await expect(scrubbed(template.toJSON())).toMatchFileSnapshot(`__snapshots__/${name}/${stack}.yaml`);
  });
});
