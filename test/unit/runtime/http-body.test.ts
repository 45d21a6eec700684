import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readJsonBody } from '#shared/runtime/http-body.ts';
import { httpRequest } from '#test/support/http-request.ts';

const text = JSON.stringify({ greeting: '你好' });
const read = (body: unknown, encoding?: string, maxBytes = 1_000) =>
  readJsonBody(
    httpRequest({ path: '/', body, headers: encoding === undefined ? {} : { 'content-encoding': encoding } }),
    maxBytes,
  );

describe('the JSON of a body', () => {
  it.each([
    ['as it is', text, undefined],
    ['in base64', Buffer.from(text), undefined],
    ['with a byte order mark', Buffer.from(`\uFEFF${text}`), undefined],
    ['gzip', gzipSync(text), 'gzip'],
    ['gzip by its old name and in capitals', gzipSync(text), 'X-GZIP'],
    ['deflate', deflateSync(text), 'deflate'],
    ['deflate without its header', deflateRawSync(text), 'deflate'],
    ['brotli', brotliCompressSync(text), 'br'],
    ['zstd', zstdCompressSync(text), 'zstd'],
    ['two encodings, the last one named put on last', brotliCompressSync(gzipSync(text)), 'gzip, br'],
    ['identity', text, 'identity'],
    ['gzip that a proxy undid, leaving the header', text, 'gzip'],
    ['gzip whose header was lost', gzipSync(text), undefined],
  ])('is read from %s', (_, body, encoding) => {
    expect(read(body, encoding)).toEqual({ kind: 'json', value: { greeting: '你好' } });
  });

  it.each([
    ['nothing', undefined, undefined, 400, 'malformed'],
    ['an encoding that we do not know', text, 'compress', 415, 'unsupported-encoding'],
    ['gzip that is none', Buffer.from('hello'), 'gzip', 400, 'malformed'],
    ['gzip that was cut', gzipSync(text.repeat(9)).subarray(0, 30), 'gzip', 400, 'malformed'],
    ['broken UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22]), undefined, 400, 'malformed'],
    ['JSON with a trailing comma', '{"a":1,}', undefined, 400, 'malformed'],
  ])('is not read from %s', (_, body, encoding, statusCode, code) => {
    expect(read(body, encoding)).toMatchObject({ kind: 'unreadable', statusCode, error: { code } });
  });

  it('may have the most bytes allowed and not one more, compressed or not', () => {
    const bytes = (count: number) => `"${'a'.repeat(count - 2)}"`;
    for (const [encode, encoding] of [
      [(body: string) => body, undefined],
      [gzipSync, 'gzip'],
      [brotliCompressSync, 'br'],
      [zstdCompressSync, 'zstd'],
      [deflateSync, 'deflate'],
      [gzipSync, undefined],
    ] as const) {
      expect(read(encode(bytes(1_000)), encoding).kind).toBe('json');
      expect(read(encode(bytes(1_001)), encoding)).toMatchObject({ kind: 'unreadable', error: { code: 'batch-too-large' } });
    }
  });

  it('is measured in bytes', () => {
    expect(read(JSON.stringify('好'.repeat(400)))).toMatchObject({ error: { code: 'batch-too-large' } });
  });

  it('says where it is broken and quotes nothing of it', () => {
    const answer = read('{"email":"ann@example.com", oops}');
    expect(JSON.stringify(answer)).toContain('position 28');
    expect(JSON.stringify(answer)).not.toContain('ann@');
  });
});
