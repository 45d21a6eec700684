import * as z from 'zod';

export const envSchema = z.object({
  TABLE_NAME: z.string().min(1),
  /** How long an event stays in the table, counted from its receipt. */
  EVENT_RETENTION_DAYS: z.coerce.number<string>().int().positive(),
});
