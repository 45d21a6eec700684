import * as z from 'zod';

/** What `read-profile` reads from its environment. */
export const envSchema = z.object({ TABLE_NAME: z.string().min(1) });
