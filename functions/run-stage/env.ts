import * as z from 'zod';

/** What `run-stage` reads from its environment; the construct is typed by it. */
export const envSchema = z.object({
  TABLE_NAME: z.string().min(1),
  /** Secret that signs unsubscribe links. */
  UNSUBSCRIBE_SECRET_ARN: z.string().min(1),
  /** The public address of the API, without a slash at the end: unsubscribe links start with it. */
  PUBLIC_API_URL: z.url(),
  /** SES configuration set: through it SES tells what becomes of a mail. */
  CONFIGURATION_SET: z.string().min(1),
  EVENT_RETENTION_DAYS: z.coerce.number<string>().int().positive(),
});
