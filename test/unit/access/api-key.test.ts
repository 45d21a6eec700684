import { describe, expect, it } from 'vitest';
import { hashOfKey, newApiKey } from '#shared/domain/access/api-key.ts';

const made = (kind: 'write' | 'server', fill = 7) =>
  newApiKey(kind, 'web shop', new Uint8Array(32).fill(fill), '2026-11-22T08:30:00.000Z');

describe('a new key', () => {
  it('says its kind and holds 32 characters that nobody has to escape', () => {
    expect(made('write').key).toMatch(/^wk_[0-9A-Za-z]{32}$/);
    expect(made('server').key).toMatch(/^sk_[0-9A-Za-z]{32}$/);
    expect(made('write', 255).key).toMatch(/^wk_[0-9A-Za-z]{32}$/);
  });

  it('cannot be had from what is kept of it', () => {
    const { key, record } = made('write');
    expect(record).toEqual({
      keyHash: hashOfKey(key),
      kind: 'write',
      name: 'web shop',
      hint: key.slice(0, 7),
      createdAt: '2026-11-22T08:30:00.000Z',
    });
    expect(JSON.stringify(record)).not.toContain(key);
    expect(record.keyHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('differs where the random bytes do, and is refused too few of them', () => {
    expect(made('write', 1).key).not.toBe(made('write', 2).key);
    expect(() => newApiKey('write', 'x', new Uint8Array(31), '')).toThrow(RangeError);
  });
});
