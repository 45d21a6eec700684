import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import { ledgerLineOf, ledgerTags } from '#shared/domain/sending/ledger-tags.ts';

const asReported = (tags: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]]));

it('lead back to any ledger line, in the characters and lengths that SES takes', () => {
  fc.assert(
    fc.property(fc.constantFrom('user', 'anon'), fc.string({ minLength: 1, maxLength: 600, unit: 'grapheme' }), (kind, id) => {
      const profileId: ProfileId = kind === 'user' ? `user:${id}` : `anon:${id}`;
      const tags = ledgerTags({ profileId, sendId: 's1' });
      for (const [name, value] of Object.entries(tags)) {
        expect(name).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(value).toMatch(/^[A-Za-z0-9_-]{1,256}$/);
      }
      expect(ledgerLineOf(asReported({ ...tags, sendId: 's1' }))).toEqual({ profileId, sendId: 's1' });
    }),
  );
});

it.each([
  ['without our tags', {}],
  ['without a partition', { sendId: ['s1'] }],
  ['with a partition that is none', { sendId: ['s1'], profile0: ['bm9uZQ'] }],
])('lead nowhere for mail %s', (_, tags) => {
  expect(ledgerLineOf(tags)).toBeUndefined();
});
