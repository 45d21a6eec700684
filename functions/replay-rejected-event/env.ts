import * as z from 'zod/mini';

export const envSchema = z.object({
  TABLE_NAME: z.string().check(z.minLength(1)),
  /** How long an event stays in the table, counted from its receipt. */
  EVENT_RETENTION_DAYS: z.coerce.number<string>().check(z.int(), z.positive()),
});
