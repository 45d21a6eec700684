import * as z from 'zod/mini';

/** What `sweep-profiles` reads from its environment. */
export const envSchema = z.object({
  TABLE_NAME: z.string().check(z.minLength(1)),
  EVENT_RETENTION_DAYS: z.coerce.number<string>().check(z.int(), z.positive()),
});
