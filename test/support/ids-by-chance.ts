import { randomUUID } from 'node:crypto';
import { hashChance, holdoutKey } from '#shared/domain/journey/chance.ts';
import { userProfileId } from '#shared/domain/profile/profile-id.ts';

/** A new user id of which something is true, by the chance that follows from it. */
export const userIdWhere = (name: string, isSo: (userId: string) => boolean): string => {
  for (;;) {
    const userId = `${name}-${randomUUID()}`;
    if (isSo(userId)) return userId;
  }
};

export const isHeldOutOf = (journey: string, holdout: number, userId: string): boolean =>
  hashChance(holdoutKey(journey, userProfileId(userId))) < holdout;

/** Somebody whom the nurture does not leave alone, as it does one in twenty. */
export const aLead = (name: string): string => userIdWhere(name, (userId) => !isHeldOutOf('lead-nurture', 0.05, userId));
