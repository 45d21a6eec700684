import { describe, expect, it } from 'vitest';
import { readSpan } from '#shared/domain/metrics/cohort-span.ts';

const now = new Date('2026-11-22T09:00:00.000Z');

describe('the time that is looked at', () => {
  it.each([
    ['is the last 90 days', {}, ['2026-08-24T09:00:00.000Z', '2026-11-22T09:00:00.000Z']],
    ['is 90 days before an end', { to: '2026-10-01' }, ['2026-07-03T00:00:00.000Z', '2026-10-01T00:00:00.000Z']],
    ['goes from a day to now', { from: '2026-10-01' }, ['2026-10-01T00:00:00.000Z', '2026-11-22T09:00:00.000Z']],
    [
      'may be given by instants of any zone',
      { from: '2026-10-01T09:00+02:00', to: '2026-10-01T09:00:00Z' },
      ['2026-10-01T07:00:00.000Z', '2026-10-01T09:00:00.000Z'],
    ],
  ])('%s', (_sentence, asked, [from, to]) => {
    expect(readSpan(asked, now)).toEqual({ kind: 'span', span: { from, to } });
  });

  it.each([
    ['a word', { from: 'yesterday' }, 'from'],
    ['a day that is none', { to: '2026-02-30' }, 'to'],
    ['a time without a zone', { from: '2026-10-01T09:00:00' }, 'from'],
    ['nothing', { from: '' }, 'from'],
    ['an end before the beginning', { from: '2026-10-02', to: '2026-10-01' }, 'from'],
    ['an end at the beginning', { from: '2026-10-01', to: '2026-10-01' }, 'from'],
    ['a beginning in the future', { from: '2027-01-01' }, 'from'],
  ])('is not %s', (_sentence, asked, path) => {
    expect(readSpan(asked, now)).toMatchObject({ kind: 'malformed', path });
  });
});
