import type { Profile } from './profile.ts';

/** Where a profile stops growing: DynamoDB holds 400 KB in an item, and the positions of put-aside records come on top. */
export const maxProfileBytes = 300 * 1024;

/** A profile's size in bytes of UTF-8 JSON, positions left out: an upper estimate of what is stored, which is packed tighter. */
export const profileBytes = (profile: Profile): number => Buffer.byteLength(JSON.stringify({ ...profile, folded: undefined }));

/** Whether a profile is too large. Nearly all are far from it, which is seen without writing them out. */
export const isTooLarge = (profile: Profile): boolean =>
  roughCharacters(profile) * worstBytesPerCharacter > maxProfileBytes && profileBytes(profile) > maxProfileBytes;

/** A control character takes six bytes in JSON; all others take fewer. */
const worstBytesPerCharacter = 6;
const perEntry = 120;

const roughCharacters = (profile: Profile): number => {
  let characters = 500 + profile.aliases.reduce((sum, id) => sum + id.length + 4, 0);
  for (const name in profile.traits) {
    const trait = profile.traits[name];
    if (trait === undefined) continue;
    const { value } = trait;
    const length = typeof value === 'string' ? value.length : typeof value === 'object' ? JSON.stringify(value).length : 30;
    characters += name.length + length + perEntry + trait.by.length;
  }
  for (const record of [profile.events, profile.channels, profile.groups, profile.subscriptions, profile.segments]) {
    for (const name in record) characters += name.length + perEntry + 100;
  }
  for (const _ in profile.orders.revenue) characters += 30;
  return characters;
};
