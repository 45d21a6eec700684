import * as z from 'zod/mini';

/** What `route-signals` reads from its environment; the construct is typed by it. */
export const envSchema = z.object({
  TABLE_NAME: z.string().check(z.minLength(1)),
  /** ARN of a journey's state machine up to the journey's name: `arn:aws:states:…:stateMachine:tributary-dev-`. */
  STATE_MACHINE_ARN_PREFIX: z.string().check(z.minLength(1)),
  /** How long the events put here (journey entered, exited, converted) stay in the table. */
  EVENT_RETENTION_DAYS: z.coerce.number<string>().check(z.int(), z.positive()),
});
