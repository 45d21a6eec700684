import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bundleFunction } from '#infra/constructs/function-bundle.ts';

const directory = mkdtempSync(join(tmpdir(), 'bundle-'));
afterAll(() => rmSync(directory, { recursive: true }));

describe('the bundle of a function', () => {
  it('holds all its code, the SDK included, and the files it reads at cold start', () => {
    const { outputs } = bundleFunction(join(directory, 'aws'), {
      folder: 'list-rejected-events',
      files: { 'rules.json': [{ journey: 'welcome' }] },
    });
    expect(readdirSync(join(directory, 'aws')).sort()).toEqual(['index.mjs', 'rules.json']);
    expect(JSON.parse(readFileSync(join(directory, 'aws/rules.json'), 'utf8'))).toEqual([{ journey: 'welcome' }]);
    const imports = Object.values(outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
    expect(imports.filter((path) => !path.startsWith('node:') && path.includes('/'))).toEqual([]);
  });

  it('records calls only where it is asked to', () => {
    bundleFunction(join(directory, 'recording'), { folder: 'list-rejected-events', recordCallsIn: '/somewhere' });
    expect(readFileSync(join(directory, 'recording/index.mjs'), 'utf8')).toContain('/somewhere');
    expect(readFileSync(join(directory, 'aws/index.mjs'), 'utf8')).not.toContain('syncBuiltinESMExports');
  });
});
