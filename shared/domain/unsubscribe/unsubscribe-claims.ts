import * as z from 'zod/mini';
import { profileId } from '#shared/events/customer-event.ts';

/**
 * What an unsubscribe link says: which customer leaves which channel, and by which mail. No address, so a link that ends up in a
 * log tells nobody's; no expiry, because a mail may be opened years later and its link must work then (the law asks for 30 days
 * or more), and because all it can ever do is to stop mail.
 */
export const unsubscribeClaims = z.object({ profileId, channel: z.literal('email'), sendId: z.string().check(z.minLength(1)) });
export type UnsubscribeClaims = z.infer<typeof unsubscribeClaims>;
