import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { sendingDefaults } from '#shared/adapters/yaml/read-sending.ts';
import { overrideOf, sendingFile, sendingOverride } from '#shared/adapters/yaml/sending-fields.ts';
import { effectivePolicy } from '#shared/domain/sending/policy.ts';

const manual = await readFile('docs/sending-policy.md', 'utf8');
const examples = [...manual.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);

it.each(examples)('the manual shows what is accepted: %s', (text) => {
  const example: Record<string, unknown> = parse(text);
  const read = 'sending' in example ? sendingOverride.safeParse(example.sending) : sendingFile.safeParse(example);
  expect(read.error).toBeUndefined();
});

it('the manual and the code agree on what holds without a word', () => {
  const table = manual.slice(manual.indexOf('## If the file says nothing'));
  const usual = Object.fromEntries(
    [...table.matchAll(/^\| `([^`]+)`\s*\| ([^|]+?)\s*\|/gm)].map(([, field = '', cell = '']) => {
      const values = [...cell.matchAll(/`([^`]+)`/g)].map(([, value = '']) => value);
      if (field === 'topics') return [field, parse(values.join())];
      return [field, field === 'caps' ? values : values[0]];
    }),
  );
  const { 'time zone': timeZone = '', holdout, topics, ...said } = sendingFile.parse(usual);
  const policy = effectivePolicy({ ...sendingDefaults.policy, timeZone }, overrideOf(said));
  expect({ policy, holdout, topics }).toEqual(sendingDefaults);
  expect(Object.keys(usual).toSorted()).toEqual(Object.keys(sendingFile.shape).toSorted());
});
