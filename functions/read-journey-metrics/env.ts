import * as z from 'zod/mini';

/** What `read-journey-metrics` reads from its environment. */
export const envSchema = z.object({ TABLE_NAME: z.string().check(z.minLength(1)) });
