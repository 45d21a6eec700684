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
  /** What the names of destinations' secrets begin with: `tributary/prod/destinations/`. */
  DESTINATION_SECRETS: z.string().check(z.minLength(1)),
  /** `yes` where webhooks may go to this machine itself, without encryption: only where everything runs on it. */
  LOOPBACK_WEBHOOKS: z._default(z.enum(['yes', 'no']), 'no'),
  EVENT_RETENTION_DAYS: z.coerce.number<string>().check(z.int(), z.positive()),
});
