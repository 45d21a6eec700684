import { describe, expect, it } from 'vitest';
import { decideLink, linksOf } from '#shared/domain/profile/links.ts';
import { mergeProfiles, withAlias } from '#shared/domain/profile/merge-profiles.ts';
import { emptyProfile, type Profile } from '#shared/domain/profile/profile.ts';
import { aCustomerEvent } from '#test/support/a-customer-event.ts';
import { aProfile } from '#test/support/a-profile.ts';

describe('an event', () => {
  it.each([
    ['with a user id alone links nothing', { userId: 'ann' }, []],
    ['with an anonymous id alone links nothing', { anonymousId: 'a1' }, []],
    [
      'with both links the anonymous id, whatever its type',
      { userId: 'ann', anonymousId: 'a1' },
      [{ id: 'anon:a1', how: 'claimed' }],
    ],
    [
      'of type alias links the previous id, as either kind of id',
      { type: 'alias', userId: 'ann', previousId: 'old' } as const,
      [
        { id: 'anon:old', how: 'claimed' },
        { id: 'user:old', how: 'stated' },
      ],
    ],
    ['of another type does not speak of a previous id', { userId: 'ann', previousId: 'old' }, []],
    ['of type alias without a user id links nothing', { type: 'alias', anonymousId: 'a1', previousId: 'old' } as const, []],
  ])('%s', (_, ids, links) => {
    expect(linksOf(aCustomerEvent(ids))).toEqual(links);
  });
});

describe('a link to a user', () => {
  const ann = aProfile({ aliases: ['anon:a1'] });
  const claimed = (id: Profile['id']) => ({ id, how: 'claimed' }) as const;
  const stated = (id: Profile['id']) => ({ id, how: 'stated' }) as const;

  it.each([
    ['of their own id is known', claimed('user:ann'), undefined, { kind: 'known' }],
    ['of an id they have is known', claimed('anon:a1'), undefined, { kind: 'known' }],
    ['of an id that leads to them is known', stated('user:old'), ann, { kind: 'known' }],
    ['of an id nobody has seen is noted', claimed('anon:a2'), undefined, { kind: 'point' }],
    ['of a visitor merges the visitor', claimed('anon:a2'), emptyProfile('anon:a2'), { kind: 'merge' }],
    ['of a visitor that is somebody else’s is left', claimed('anon:b1'), aProfile({ id: 'user:bob' }), { kind: 'leave' }],
    ['of another user, stated, merges them', stated('user:bob'), aProfile({ id: 'user:bob' }), { kind: 'merge' }],
    [
      'of a user merged elsewhere, stated, merges where they went',
      stated('user:old'),
      aProfile({ id: 'user:bob' }),
      { kind: 'merge' },
    ],
  ])('%s', (_, link, found, decision) => {
    expect(decideLink(ann, link, found)).toMatchObject(decision);
  });

  it('is not one to a visitor', () => {
    expect(decideLink(emptyProfile('anon:a1'), claimed('anon:a2'), undefined)).toEqual({ kind: 'leave', reason: 'not-a-user' });
  });
});

describe('a merge', () => {
  it('takes over all ids and positions, and keeps the id, user id and version', () => {
    const merged = mergeProfiles(
      aProfile({ version: 3, aliases: ['anon:z'], folded: { 'user:ann': { upTo: '5' } } }),
      aProfile({
        id: 'user:old',
        userId: 'old',
        version: 9,
        aliases: ['anon:a'],
        folded: { 'anon:a': { upTo: '7', except: ['6'] } },
      }),
    );
    expect(merged).toMatchObject({ id: 'user:ann', userId: 'ann', version: 3, aliases: ['anon:a', 'anon:z', 'user:old'] });
    expect(merged.folded).toEqual({ 'user:ann': { upTo: '5' }, 'anon:a': { upTo: '7', except: ['6'] } });
  });

  it('of an id with nothing known adds the id, once', () => {
    const once = withAlias(aProfile(), 'anon:a');
    expect(once.aliases).toEqual(['anon:a']);
    expect(withAlias(once, 'anon:a').aliases).toEqual(['anon:a']);
  });
});
