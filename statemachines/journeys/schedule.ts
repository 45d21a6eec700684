import * as z from 'zod';
import { parseLocalTime } from '#shared/domain/time/parse-local-time.ts';
import type { TimeWait } from '#shared/domain/time/wait-spec.ts';
import { daysOf } from '#shared/domain/time/weekday.ts';

/** A time of the day, on a day of the week if one is named. */
export type Schedule = Pick<TimeWait, 'at' | 'day'>;

/** `day at 09:00`, `monday at 09:00`, `weekday at 09:00`; by the clock of the time zone in marketing/sending.yaml. */
export const schedule = z
  .string({ error: 'when? Like `day at 09:00` or `monday at 09:00`' })
  .meta({ description: 'How often, and when.', examples: ['day at 09:00', 'monday at 09:00'] })
  .transform((text, context): Schedule => {
    const daily = /^\s*day\s+at\s+(.*)$/i.exec(text)?.[1];
    const time = parseLocalTime(daily ?? text);
    if (time !== undefined && time.anyTime === undefined && (daily === undefined) === (time.day !== undefined)) {
      return { at: time.at, ...(time.day === undefined ? {} : { day: time.day }) };
    }
    context.addIssue({
      code: 'custom',
      message: `\`${text}\` is not a schedule`,
      params: { hint: 'like `day at 09:00`, `monday at 09:00` or `weekday at 09:00`' },
    });
    return z.NEVER;
  });

/** As EventBridge Scheduler writes it. */
export const cronOf = ({ at, day }: Schedule): string => {
  const [hour, minute] = at.split(':').map(Number);
  const days =
    day === undefined
      ? '*'
      : daysOf(day)
          .map((name) => name.slice(0, 3).toUpperCase())
          .join(',');
  return `cron(${minute} ${hour} ? * ${days} *)`;
};
