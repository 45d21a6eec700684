import { Buffer } from 'node:buffer';
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { repairUnicode } from '#shared/domain/event/repair-unicode.ts';
import type { HttpError } from './http-answer.ts';
import type { HttpRequest } from './http-handler.ts';
import { jsonMistake } from './json-mistake.ts';

export type JsonBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'unreadable'; readonly statusCode: 400 | 415; readonly error: HttpError };

/**
 * Reads the JSON of a request by its encoding and content. The content type is not looked at: browsers send text/plain to save
 * themselves a preflight, and an SDK sends gzip as a form.
 *
 * At most `maxBytes` of JSON are ever held: inflating stops there. Keys `__proto__` are left out, at any depth, and broken Unicode is
 * replaced by U+FFFD.
 */
export const readJsonBody = (request: Pick<HttpRequest, 'body' | 'isBase64Encoded' | 'headers'>, maxBytes: number): JsonBody => {
  const { body, isBase64Encoded, headers } = request;
  if (body === undefined || body === '') return unreadable('malformed', 'the body is empty: send JSON');
  const encodings = encodingsIn(headers['content-encoding'] ?? '');
  const unknown = encodings.find((encoding) => !decoders.has(encoding));
  if (unknown !== undefined) {
    const known = [...decoders.keys()].join(', ');
    return unreadable('unsupported-encoding', `content-encoding ${unknown.slice(0, 20)} is not one of: ${known}`, 415);
  }
  if (isDamagedGzip(body)) return unreadable('malformed', notReadable(['gzip'], isBase64Encoded));
  try {
    const bytes = isBase64Encoded ? Buffer.from(body, 'base64') : Buffer.from(body, 'utf8');
    const decoded = decode(bytes, encodings, maxBytes);
    if (decoded.length > maxBytes) return tooLarge(maxBytes);
    return parse(utf8.decode(decoded));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_BUFFER_TOO_LARGE') return tooLarge(maxBytes);
    return unreadable('malformed', notReadable(encodings, isBase64Encoded));
  }
};

/**
 * The gateway hands a body on as bytes or as text, by its content type: `application/json` and `text/*` are text, and bytes that are no
 * text come out of that damaged. Nothing can be done here but to say how to send them.
 */
const notReadable = (encodings: readonly string[], isBase64Encoded: boolean): string => {
  if (encodings.length === 0) return 'the body is not UTF-8 text';
  const what = `the body is not valid ${encodings.join(', ')}`;
  if (isBase64Encoded) return what;
  return `${what}: under this content type compressed bytes do not arrive whole; send \`Content-Type: application/octet-stream\``;
};

/** The first bytes of gzip after they were taken for text. */
const isDamagedGzip = (body: string): boolean => body.startsWith('\u001f\ufffd');

type Decoder = (bytes: Buffer, maxOutputLength: number) => Buffer;

const gunzip: Decoder = (bytes, maxOutputLength) => gunzipSync(bytes, { maxOutputLength });

/** `deflate` means zlib's format, and some clients leave its header out. Its first byte says which: a compression method of 8. */
const inflate: Decoder = (bytes, maxOutputLength) =>
  ((bytes[0] ?? 0) & 0x0f) === 8 ? inflateSync(bytes, { maxOutputLength }) : inflateRawSync(bytes, { maxOutputLength });

const decoders: ReadonlyMap<string, Decoder> = new Map([
  ['gzip', gunzip],
  ['deflate', inflate],
  ['br', (bytes, maxOutputLength) => brotliDecompressSync(bytes, { maxOutputLength })],
  ['zstd', (bytes, maxOutputLength) => zstdDecompressSync(bytes, { maxOutputLength })],
]);

const utf8 = new TextDecoder('utf-8', { fatal: true });

const encodingsIn = (header: string): readonly string[] =>
  header
    .toLowerCase()
    .split(',')
    .map((encoding) => encoding.trim().replace(/^x-gzip$/, 'gzip'))
    .filter((encoding) => encoding !== '' && encoding !== 'identity');

const decode = (bytes: Buffer, encodings: readonly string[], maxBytes: number): Buffer => {
  // Something on the way may have undone the encoding and left the header.
  if (looksLikeJson(bytes)) return bytes;
  // The last one named was put on last.
  const decoded = encodings.reduceRight((inner, encoding) => decoders.get(encoding)?.(inner, maxBytes) ?? inner, bytes);
  // And something may have left the encoding and dropped the header.
  return encodings.length === 0 && decoded[0] === 0x1f && decoded[1] === 0x8b ? gunzip(decoded, maxBytes) : decoded;
};

// No compressed body starts like this and is then valid: `{"`, `{ `, `[{` and so on.
const looksLikeJson = (bytes: Buffer): boolean => /^[\s\uFEFF]*[{[][\s"{}[\]]/.test(bytes.toString('utf8', 0, 64));

// Escaped, the underscores can be written as \u005f.
const mayHoldPrototypeKey = /__proto__|\\u005f/i;

// UTF-8 cannot hold half of a surrogate pair, so it can only have been written as an escape: most bodies need no walk through them.
const mayHoldBrokenUnicode = /\\u[dD][89a-fA-F]/;

const parse = (text: string): JsonBody => {
  try {
    const value: unknown = mayHoldPrototypeKey.test(text) ? JSON.parse(text, withoutPrototypeKeys) : JSON.parse(text);
    return { kind: 'json', value: mayHoldBrokenUnicode.test(text) ? repairUnicode(value) : value };
  } catch (error) {
    if (error instanceof RangeError) return unreadable('malformed', 'the body is nested too deep: flatten it');
    return unreadable('malformed', `the body is not valid JSON: ${jsonMistake(text, error)}`);
  }
};

const withoutPrototypeKeys = (key: string, value: unknown): unknown => (key === '__proto__' ? undefined : value);

const unreadable = (code: string, message: string, statusCode: 400 | 415 = 400): JsonBody => ({
  kind: 'unreadable',
  statusCode,
  error: { code, message },
});

const tooLarge = (maxBytes: number): JsonBody =>
  unreadable('batch-too-large', `the body has more than ${maxBytes} bytes of JSON: send smaller batches`);
