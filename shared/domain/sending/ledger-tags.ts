import { isProfileId, type ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { Send } from './send.ts';

/** Where a ledger line is. */
export type LedgerLine = Pick<Send, 'profileId' | 'sendId'>;

// SES allows letters, digits, _ and - in a tag, and 256 of them.
const pieceOfId = /.{1,256}/g;

/**
 * Message tags that lead from a report of SES back to the ledger line. The partition is the run's, written in base64url because
 * of the characters tags may hold, and in pieces (`profile0`, `profile1`, …) because an id may be longer than a tag.
 */
export const ledgerTags = ({ profileId }: LedgerLine): Readonly<Record<string, string>> => {
  const encoded = Buffer.from(profileId, 'utf8').toString('base64url');
  const pieces = encoded.match(pieceOfId) ?? [];
  return Object.fromEntries(pieces.map((piece, index) => [`profile${index}`, piece]));
};

/** The line that a report's tags name; `undefined` when the mail was not one of ours. */
export const ledgerLineOf = (tags: Readonly<Record<string, readonly string[]>>): LedgerLine | undefined => {
  const [sendId] = tags.sendId ?? [];
  if (sendId === undefined) return undefined;
  const pieces: string[] = [];
  for (let piece = tags.profile0?.[0]; piece !== undefined; piece = tags[`profile${pieces.length}`]?.[0]) pieces.push(piece);
  const profileId: string | ProfileId = Buffer.from(pieces.join(''), 'base64url').toString('utf8');
  return isProfileId(profileId) ? { profileId, sendId } : undefined;
};
