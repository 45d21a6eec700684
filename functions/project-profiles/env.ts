import * as z from 'zod/mini';

/** What `project-profiles` reads from its environment. */
export const envSchema = z.object({
  TABLE_NAME: z.string().check(z.minLength(1)),
  BUS_NAME: z.string().check(z.minLength(1)),
  PUT_ASIDE_QUEUE_URL: z.string().check(z.minLength(1)),
  /** Of the events that tell of segments. */
  EVENT_RETENTION_DAYS: z.coerce.number<string>().check(z.int(), z.positive()),
});
