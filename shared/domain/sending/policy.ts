import * as z from 'zod/mini';
import { clockSpan } from '#shared/domain/time/clock-time.ts';
import { cap } from './caps.ts';
import { sendingWindow } from './windows.ts';

/**
 * When and how often marketing messages go to a customer, as it stands in a compiled journey: the defaults of
 * `marketing/sending.yaml`, with what the journey says about itself laid over them.
 *
 * - Quiet hours and windows always hold a message until they are over.
 * - A full cap holds it until there is room (`hold`), yet never longer than `holdAtMostHours`, or drops it at once (`drop`).
 * - `priority` decides who gets the last place of a cap.
 */
export const sendingPolicy = z.object({
  /** For customers whose own is not known. */
  timeZone: z.string(),
  quietHours: z.exactOptional(clockSpan),
  window: z.exactOptional(sendingWindow),
  caps: z.array(cap),
  over: z.enum(['hold', 'drop']),
  holdAtMostHours: z.number().check(z.positive()),
  priority: z.enum(['high', 'normal', 'low']),
});
export type SendingPolicy = z.infer<typeof sendingPolicy>;
export type Priority = SendingPolicy['priority'];

/** What a journey says differently. Caps replace all caps; `none` takes quiet hours or the window away. */
export interface SendingOverride {
  readonly quietHours?: NonNullable<SendingPolicy['quietHours']> | 'none';
  readonly window?: NonNullable<SendingPolicy['window']> | 'none';
  readonly caps?: SendingPolicy['caps'];
  readonly over?: SendingPolicy['over'];
  readonly holdAtMostHours?: number;
  readonly priority?: Priority;
}

/** The policy of a journey. */
export const effectivePolicy = (defaults: SendingPolicy, override: SendingOverride = {}): SendingPolicy => {
  const { quietHours: usualQuietHours, window: usualWindow, ...rest } = defaults;
  const { quietHours = usualQuietHours, window = usualWindow, ...said } = override;
  return {
    ...rest,
    ...said,
    ...(quietHours === undefined || quietHours === 'none' ? {} : { quietHours }),
    ...(window === undefined || window === 'none' ? {} : { window }),
  };
};

const ranks: Readonly<Record<Priority, number>> = { high: 2, normal: 1, low: 0 };

/** Whether `one` goes before `other`. */
export const outranks = (one: Priority, other: Priority): boolean => ranks[one] > ranks[other];
