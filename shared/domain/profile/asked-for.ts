import { anonymousProfileId, emailDigest, isDigestedId, type ProfileId, userProfileId } from './profile-id.ts';

/** How a caller names a customer, and where to look. */
export type AskedFor =
  | { readonly kind: 'ids'; readonly candidates: readonly ProfileId[]; readonly words: string }
  /** By the address as a trait; `candidates` are for teams that use addresses as ids. */
  | { readonly kind: 'email'; readonly digest: string; readonly candidates: readonly ProfileId[]; readonly words: string };

/**
 * Reads the id that a caller gave: `user:<id>`, `anon:<id>`, `email:<address>`, or a bare id, which is looked for among users first and
 * then among anonymous visitors. After `user:` and `anon:` a digest is fine too: that is how a profile whose id is an address is shown.
 * `words` say what was looked for, and hold what the caller sent: they are for the caller only.
 */
export const readAskedFor = (text: string): AskedFor => {
  const [prefix, rest] = [text.slice(0, text.indexOf(':')), text.slice(text.indexOf(':') + 1)];
  if (rest !== '' && prefix === 'user') {
    return {
      kind: 'ids',
      candidates: [...shownAs(`user:${rest}`, rest), userProfileId(rest)],
      words: `the user id ${JSON.stringify(rest)}`,
    };
  }
  if (rest !== '' && prefix === 'anon') {
    return {
      kind: 'ids',
      candidates: [...shownAs(`anon:${rest}`, rest), anonymousProfileId(rest)],
      words: `the anonymous id ${JSON.stringify(rest)}`,
    };
  }
  if (rest !== '' && prefix === 'email') {
    const words = `the email address ${JSON.stringify(rest)}`;
    return { kind: 'email', digest: emailDigest(rest), candidates: [userProfileId(rest)], words };
  }
  const candidates = [userProfileId(text), anonymousProfileId(text)];
  return { kind: 'ids', candidates, words: `the user id or anonymous id ${JSON.stringify(text)}` };
};

const shownAs = (shown: ProfileId, id: string): readonly ProfileId[] => (isDigestedId(id) ? [shown] : []);
