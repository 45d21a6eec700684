import { describe, expect, it } from 'vitest';
import { type AccessNeed, decideAccess } from '#shared/domain/access/decide-access.ts';
import type { KeyKind, KeyRecord } from '#shared/domain/access/key-record.ts';

const aKey = (kind: KeyKind, more: Partial<KeyRecord> = {}): KeyRecord => ({
  keyHash: '0'.repeat(64),
  kind,
  name: 'dashboard',
  hint: 'xk_abcd',
  createdAt: '2026-11-22T08:30:00.000Z',
  ...more,
});
const needs: readonly AccessNeed[] = ['ingest', 'measure', 'manage'];

describe('a key that is known', () => {
  it.each<[KeyKind, readonly AccessNeed[]]>([
    ['write', ['ingest']],
    ['report', ['measure']],
    ['server', ['ingest', 'measure', 'manage']],
  ])('of the kind %s may %j and nothing else', (kind, may) => {
    expect(needs.filter((need) => decideAccess(need, true, aKey(kind)).kind === 'granted')).toEqual(may);
  });

  it.each<[AccessNeed, KeyKind, string]>([
    ['manage', 'write', 'write-key'],
    ['measure', 'write', 'write-key'],
    ['ingest', 'report', 'report-key'],
    ['manage', 'report', 'report-key'],
  ])('and may not %s with a %s key is told which kind it is', (need, kind, reason) => {
    expect(decideAccess(need, true, aKey(kind))).toEqual({ kind: 'not-allowed', reason });
  });
});

describe('a caller who is not known', () => {
  it.each([
    ['sent no key', false, undefined, 'no-key'],
    ['sent one that nobody made', true, undefined, 'unknown-key'],
    ['sent one that was revoked', true, aKey('server', { revokedAt: '2026-11-22T09:00:00.000Z' }), 'revoked-key'],
  ])('because they %s may do nothing', (_, presented, record, reason) => {
    for (const need of needs) expect(decideAccess(need, presented, record)).toEqual({ kind: 'unknown-caller', reason });
  });
});
