import * as z from 'zod/mini';

/** What `run-stage` reads from its environment; the construct is typed by it. */
export const envSchema = z.object({
  TABLE_NAME: z.string().check(z.minLength(1)),
  /** Secret that signs unsubscribe links. */
  UNSUBSCRIBE_SECRET_ARN: z.string().check(z.minLength(1)),
  /** The public address of the API, without a slash at the end: unsubscribe links start with it. */
  PUBLIC_API_URL: z.url(),
  /** SES configuration set: through it SES tells what becomes of a mail. */
  CONFIGURATION_SET: z.string().check(z.minLength(1)),
  EVENT_RETENTION_DAYS: z.coerce.number<string>().check(z.int(), z.positive()),
});
