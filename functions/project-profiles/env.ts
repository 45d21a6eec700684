import * as z from 'zod';

/** What `project-profiles` reads from its environment. */
export const envSchema = z.object({
  TABLE_NAME: z.string().min(1),
  BUS_NAME: z.string().min(1),
  PUT_ASIDE_QUEUE_URL: z.string().min(1),
});
