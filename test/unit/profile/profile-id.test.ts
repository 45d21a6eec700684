import { describe, expect, it } from 'vitest';
import { readAskedFor } from '#shared/domain/profile/asked-for.ts';
import { anonymousProfileId, userProfileId } from '#shared/domain/profile/profile-id.ts';

const digested = /^user:~[0-9a-f]{32}$/;

describe('the id of a profile', () => {
  it('holds an id as it is, and of an address only its digest, however it is written', () => {
    expect(userProfileId('8841')).toBe('user:8841');
    expect(anonymousProfileId('a~1')).toBe('anon:a~1');
    expect(userProfileId('ann@example.com')).toMatch(digested);
    expect(userProfileId(' Ann@Example.com')).toBe(userProfileId('ann@example.com'));
  });

  it('cannot be aimed at: an id that looks like the digest of an address leads to another profile', () => {
    const target = userProfileId('ann@example.com');
    expect(userProfileId(target.slice('user:'.length))).not.toBe(target);
    expect(userProfileId('~x')).toMatch(digested);
    expect(userProfileId('~x')).not.toBe(userProfileId('~X'));
  });

  it('is found by how it is shown, and by what it was made of', () => {
    for (const id of [userProfileId('ann@example.com'), userProfileId('~x'), anonymousProfileId('ann@example.com')])
      expect(readAskedFor(id).candidates[0]).toBe(id);
    expect(readAskedFor('user:~x').candidates).toEqual([userProfileId('~x')]);
    expect(readAskedFor('ann@example.com').candidates[0]).toBe(userProfileId('ann@example.com'));
  });
});
