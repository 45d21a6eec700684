import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import { repository } from '#tools/local/places.ts';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tributary-coupons-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const tributary = (...args: string[]): Promise<{ code: number; result: Record<string, unknown> }> =>
  new Promise((resolve, reject) => {
    execFile(process.execPath, [join(repository, 'bin', 'tributary.ts'), ...args, '--json'], (error, stdout) => {
      const code = error === null ? 0 : error.code;
      if (typeof code !== 'number') return reject(error);
      resolve({ code, result: stdout === '' ? {} : z.record(z.string(), z.unknown()).parse(JSON.parse(stdout)) });
    });
  });

it('loads the codes of a file once, and tells how many there are and whose one is', async () => {
  const codes = Array.from({ length: 60 }, () => `FAIR-${randomUUID()}`);
  const file = join(directory, 'codes.txt');
  await writeFile(file, codes.slice(0, 20).join('\n'));
  expect(await tributary('coupons', 'load', 'test-drive', file)).toMatchObject({
    code: 0,
    result: { codes: 20, loaded: 20, alreadyLoaded: 0, ofOtherCoupons: 0 },
  });

  await writeFile(file, `${codes.join('\r\n')}\r\n`);
  const { result } = await tributary('coupons', 'load', 'test-drive', file);
  expect(result).toMatchObject({ codes: 60, loaded: 40, alreadyLoaded: 20 });

  const status = await tributary('coupons', 'status');
  expect(status.result.coupons).toEqual(
    expect.arrayContaining([expect.objectContaining({ coupon: 'test-drive', left: result.left })]),
  );
  expect(await tributary('coupons', 'find', codes[0]?.toUpperCase() ?? '')).toEqual({
    code: 0,
    result: { coupon: 'test-drive' },
  });
  expect((await tributary('coupons', 'find', randomUUID())).code).toBe(1);
});
