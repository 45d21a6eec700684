import { emailDigest } from '#shared/domain/profile/profile-id.ts';

/**
 * The address of a bounce or complaint as it is known in the suppression list. Mail systems report it bare or as
 * `Name <address>`.
 */
export const suppressedDigest = (reported: string): string => emailDigest(/<([^<>]+)>\s*$/.exec(reported)?.[1] ?? reported);

/** Only a bounce for good suppresses: a full mailbox or a greylisting server may take the next mail. */
export const suppresses = (bounceType: string): boolean => bounceType === 'Permanent';
