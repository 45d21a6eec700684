import * as z from 'zod/mini';

export const envSchema = z.object({
  TABLE_NAME: z.string().check(z.minLength(1)),
});
