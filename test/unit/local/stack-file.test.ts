import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LocalStackFile, readStackFile, removeStackFile, writeStackFile } from '#tools/local/stack-file.ts';

const stack: LocalStackFile = {
  apiUrl: 'http://127.0.0.1:4566/_aws/execute-api/a1',
  writeKey: 'wk_1',
  serverKey: 'sk_1',
  mailUrl: 'http://127.0.0.1:5000',
  endpointUrl: 'http://127.0.0.1:4566',
  tableName: 'tributary-local',
  region: 'us-east-1',
  pid: process.pid,
  outputs: {},
};

let file = '';
beforeEach(async () => {
  file = join(await mkdtemp(join(tmpdir(), 'tributary-stack-')), 'stack.json');
});
afterEach(() => rm(join(file, '..'), { recursive: true, force: true }));

it('comes back as it was written, readable by its owner only', async () => {
  await writeStackFile(stack, file);
  expect(readStackFile(file)).toEqual(stack);
  expect((await stat(file)).mode & 0o077).toBe(0);
});

it.each([
  ['is not there', undefined],
  ['is not JSON', '{'],
  ['is of another shape', '{"apiUrl": 1}'],
  ['was left by a process that is gone', JSON.stringify({ ...stack, pid: 99_999_999 })],
])('is no stack when the file %s', async (_, text) => {
  if (text !== undefined) await writeFile(file, text);
  expect(readStackFile(file)).toBeUndefined();
});

it('is removed by whom it belongs to', async () => {
  await writeStackFile({ ...stack, pid: process.ppid }, file);
  await removeStackFile(file);
  expect(readStackFile(file)).toBeDefined();
  await writeStackFile(stack, file);
  await removeStackFile(file);
  expect(readStackFile(file)).toBeUndefined();
});
