import * as z from 'zod';
import { isoInstant } from '#shared/events/customer-event.ts';
import type { JsonObject } from '#shared/events/json.ts';
import { readCustomerFile, usualTraits } from '../customer/customer-file.ts';

const properties = z.record(z.string(), z.json());
const event = z.strictObject({ name: z.string().min(1), timestamp: isoInstant, properties }).partial();
const coupon = z.strictObject({ code: z.string().min(1), value: z.string().min(1), expires_at: isoInstant }).partial();

/**
 * Who a message is shown to: what `tributary profile --json` answers, or as much of it as somebody cares to write. What the message may
 * speak of besides can be said too: what is left out is filled in, and what is null is not there.
 */
const profileFile = z.looseObject({
  userId: z.string().min(1).default('sample'),
  traits: properties,
  subscriptions: z.record(z.string(), z.looseObject({ state: z.enum(['subscribed', 'unsubscribed']) })).default({}),
  event: event.nullish(),
  reply: event.nullish(),
  coupon: coupon.nullish(),
});
export type ProfileFile = z.infer<typeof profileFile>;

/** The file's customer, or one with these traits. */
export const readProfileFile = (file: string | undefined, traits: JsonObject = usualTraits): ProfileFile =>
  file === undefined ? profileFile.parse({ traits }) : readCustomerFile(file, profileFile);
