import { Buffer } from 'node:buffer';
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import type { HttpError } from './http-answer.ts';
import type { HttpRequest } from './http-handler.ts';

export type JsonBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'unreadable'; readonly statusCode: 400 | 415; readonly error: HttpError };

/**
 * Reads the JSON of a request by its encoding and content. The content type is not looked at: browsers send text/plain to save
 * themselves a preflight, and an SDK sends gzip as a form.
 *
 * At most `maxBytes` of JSON are ever held: inflating stops there. Keys `__proto__` are left out, at any depth.
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
  try {
    const bytes = isBase64Encoded ? Buffer.from(body, 'base64') : Buffer.from(body, 'utf8');
    const decoded = decode(bytes, encodings, maxBytes);
    if (decoded.length > maxBytes) return tooLarge(maxBytes);
    return parse(utf8.decode(decoded));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_BUFFER_TOO_LARGE') return tooLarge(maxBytes);
    return unreadable('malformed', `the body is not ${encodings.length > 0 ? `valid ${encodings.join(', ')}` : 'UTF-8 text'}`);
  }
};

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

const parse = (text: string): JsonBody => {
  try {
    const value: unknown = mayHoldPrototypeKey.test(text) ? JSON.parse(text, withoutPrototypeKeys) : JSON.parse(text);
    return { kind: 'json', value };
  } catch (error) {
    // Only the place is passed on: the rest of the message may quote what was sent.
    const place = error instanceof Error ? /at position \d+(?: \(line \d+ column \d+\))?/.exec(error.message)?.[0] : undefined;
    return unreadable('malformed', `the body is not valid JSON${place ? ` (${place})` : ''}`);
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
