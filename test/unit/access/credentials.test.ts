import { describe, expect, it } from 'vitest';
import { keyInHeader, keyOfSender } from '#shared/domain/access/credentials.ts';

const encoded = (text: string) => Buffer.from(text).toString('base64');

describe('the key in a header', () => {
  it.each([
    ['Basic with a colon', `Basic ${encoded('wk_1:')}`, 'wk_1'],
    ['Basic without', `Basic ${encoded('wk_1')}`, 'wk_1'],
    ['Basic with a password, which is not looked at', `Basic ${encoded('wk_1:secret')}`, 'wk_1'],
    ['Bearer', 'Bearer sk_1', 'sk_1'],
    ['any case of the scheme', 'BEARER sk_1', 'sk_1'],
    ['nothing', undefined, undefined],
    ['another scheme', 'Digest abc', undefined],
    ['a scheme alone', 'Bearer ', undefined],
    ['Basic of nothing', `Basic ${encoded(':')}`, undefined],
    ['something far too long', `Bearer ${'x'.repeat(201)}`, undefined],
  ])('is read from %s', (_, header, key) => {
    expect(keyInHeader(header)).toBe(key);
  });
});

describe('the key of a sender', () => {
  it.each([
    ['the body, whatever the header holds', 'Bearer oauth.token', 'wk_1', 'wk_1'],
    ['the header, where the body has none', 'Bearer wk_2', undefined, 'wk_2'],
    ['the header, where the body has an empty one', 'Bearer wk_2', '', 'wk_2'],
    ['the header, where the body has something else there', 'Bearer wk_2', 7, 'wk_2'],
  ])('comes from %s', (_, header, writeKey, key) => {
    expect(keyOfSender(header, writeKey)).toBe(key);
  });
});
