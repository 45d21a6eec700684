import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readChannels } from '#shared/adapters/yaml/read-channels.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'channels-'));
});
afterEach(() => rm(directory, { recursive: true }));

const read = async (content: string) => {
  const path = join(directory, 'channels.yaml');
  await writeFile(path, content);
  return readChannels(path);
};

const right = `email:
  from: { name: Shop, address: shop@example.com }
  postalAddress: 12 Harbour Street
  consent: explicit
`;

it('reads who mail comes from and who may get it', async () => {
  expect(await read(right)).toEqual({
    channels: {
      email: { from: { name: 'Shop', address: 'shop@example.com' }, postalAddress: '12 Harbour Street', consent: 'explicit' },
    },
    problems: [],
  });
});

it.each([
  ['a consent that is none', right.replace('explicit', 'sure'), 4, /`consent` must be `explicit` or `implied`/, /everybody/],
  ['an address that is none', right.replace('shop@example.com', 'shop'), 2, /`address` is no e-mail address/, /verified/],
  ['a missing postal address', right.replace(/ {2}postalAddress.*\n/, ''), 1, /`postalAddress` is missing/, /law/],
  ['a missing consent', right.replace(/ {2}consent.*\n/, ''), 1, /`consent` is missing/, /everybody/],
  ['a misspelt setting', `${right}  replyto: a@example.com\n`, 5, /no field `replyto` here/, /did you mean `replyTo`/],
  ['what is not YAML', 'email: [', 1, /./, /.*/],
  ['an empty file', '', 1, /email/, /.*/],
])('reports %s with its line', async (_, content, line, message, hint) => {
  const { problems, channels } = await read(content);
  expect(channels).toBeUndefined();
  expect(problems[0]).toMatchObject({ line, message: expect.stringMatching(message) });
  expect(problems[0]?.hint ?? '').toMatch(hint);
});

it('reports that there is no file', async () => {
  const { problems } = await readChannels(join(directory, 'channels.yaml'));
  expect(problems).toMatchObject([{ message: expect.stringMatching(/is missing/) }]);
});
