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

  it.each([
    ['{"email":"ann@example.com", oops}', 'Expected double-quoted property name in JSON at position 28 (line 1 column 29)'],
    ['{"a":1,\n "b": oops}', 'at position 14 (line 2 column 7)'],
    ['{"a":1,\n "b": oops}', "Unexpected token 'o'"],
    ['{"a":1}}', 'at position 7 (line 1 column 8)'],
    ['{"a":[1', "Expected ',' or ']' after array element in JSON at position 7"],
    ['{"a": nul', 'Unexpected end of JSON input'],
    ['x', 'at position 0 (line 1 column 1)'],
  ])('that is broken, %j, is answered with what is wrong and where', (body, words) => {
    expect(read(body)).toMatchObject({ error: { message: expect.stringContaining(words) } });
  });

  it('that is long and broken is answered without a search for the place, and with few words', () => {
    const answer = read(`{"a": ${'"b"'.repeat(1)}, "c": ${'d'.repeat(30_000)}}`, undefined, 100_000);
    expect(answer).toMatchObject({ error: { message: expect.stringContaining("Unexpected token 'd'") } });
    expect(JSON.stringify(answer).length).toBeLessThan(300);
  });

  it('nested beyond what a walk over it can follow is answered 400', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect(read(`{"__proto__":1,"a":${deep}}`, undefined, 500_000)).toMatchObject({ kind: 'unreadable', statusCode: 400 });
  });

  it.each([
    ['in a text', '{"event":"a\\ud83d"}', { event: 'a\ufffd' }],
    ['in a key, which keeps its value', '{"\\uDE00":{"b":1}}', { '\ufffd': { b: 1 } }],
    ['in a list', '[["\\ud83d\\ud83d"],1]', [['\ufffd\ufffd'], 1]],
    ['in a body that is one text', '"\\udc00"', '\ufffd'],
    ['beside an emoji that is whole', '["\\ud83d\\ude00","\\ud83d"]', ['😀', '\ufffd']],
  ])('broken Unicode %s is repaired', (_, body, value) => {
    expect(read(body)).toEqual({ kind: 'json', value });
  });

  it('with broken Unicode below 100,000 lists is read', () => {
    const deep = `${'['.repeat(100_000)}"\\ud83d"${']'.repeat(100_000)}`;
    expect(read(deep, undefined, 500_000).kind).toBe('json');
  });

  it.each([
    ['gzip', 'gzip'],
    ['gzip that nobody announced', undefined],
  ])('that was %s and came as text is answered with how to send it', (_, encoding) => {
    // What a gateway makes of bytes that it takes for text.
    const damaged = gzipSync(text).toString('utf8');
    expect(read(damaged, encoding)).toMatchObject({
      statusCode: 400,
      error: { message: expect.stringContaining('Content-Type: application/octet-stream') },
    });
  });

  it('that is no gzip though it came as bytes is not blamed on its content type', () => {
    expect(JSON.stringify(read(Buffer.from('hello'), 'gzip'))).not.toContain('octet-stream');
  });
});
