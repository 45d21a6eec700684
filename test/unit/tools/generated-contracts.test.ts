import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '#tools/contracts/openapi.ts';
import { generatedContracts, publishedEventSchemas, referenceDirectory } from '#tools/generate-contracts.ts';

describe('docs/reference', () => {
  it.each([...generatedContracts()])('%s is as `npm run generate` writes it', (name, content) => {
    const file = join(referenceDirectory, name);
    expect(existsSync(file) && readFileSync(file, 'utf8') === content, 'run: npm run generate').toBe(true);
  });

  it('holds no schema of an event that has no contract any more', () => {
    expect(publishedEventSchemas().filter((name) => !generatedContracts().has(name))).toEqual([]);
  });

  it('describes every route of the API', () => {
    const routes = Object.entries(openApiDocument().paths ?? {}).flatMap(([path, methods]) =>
      Object.keys(methods ?? {}).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const calls = ['batch', 'track', 'identify', 'page', 'screen', 'group', 'alias', 't', 'i', 'p', 's', 'g', 'a', 'b'];
    expect(routes.sort()).toEqual(
      [
        ...calls.map((call) => `POST /v1/${call}`),
        'GET /v1/profiles/{id}',
        'GET /v1/profiles/{id}/explain',
        'GET /v1/journeys/{id}/metrics',
        'GET /v1/rejected-events',
        'POST /v1/rejected-events/{id}/replay',
        'GET /v1/unsubscribe/{token}',
        'POST /v1/unsubscribe/{token}',
      ].sort(),
    );
  });
});
