import { anonymousProfileId, type ProfileId, userProfileId } from '#shared/domain/profile/profile-id.ts';
import type { CustomerPlan } from '../population.ts';

/**
 * What to call each customer: by the id of an account that one of their events has, if there is one, and not by that of a browser. So a
 * customer also has one name where they became known at another time.
 */
export const readableIds = (customers: readonly CustomerPlan[]): ((profileId: ProfileId) => string) => {
  const names = new Map<ProfileId, ProfileId>();
  for (const plan of customers) {
    const ids = plan.flatMap(({ event }) => profileIds(event));
    const name = ids.find((id) => id.startsWith('user:')) ?? ids[0];
    if (name !== undefined) for (const id of ids) names.set(id, name);
  }
  return (profileId) => names.get(profileId) ?? profileId;
};

const profileIds = ({ userId, anonymousId, previousId }: CustomerPlan[number]['event']): readonly ProfileId[] => [
  ...told(userId, userProfileId),
  ...told(anonymousId, anonymousProfileId),
  ...told(previousId, userProfileId),
  ...told(previousId, anonymousProfileId),
];

const told = (id: unknown, toProfileId: (id: string) => ProfileId): readonly ProfileId[] =>
  typeof id === 'string' || typeof id === 'number' ? [toProfileId(String(id))] : [];
