import * as z from 'zod';
import { didYouMean, nearest } from '#shared/domain/marketing/did-you-mean.ts';
import { readStoryTime, type StoryTime } from '../story-time.ts';

export const timeHint = 'a time is like `day 3`, `day 3 at 10:00` or `2026-11-05T10:00:00Z`';
const timeExamples = ['day 1', 'day 3 at 10:00', '2026-11-05T10:00:00Z'];

/** A time by itself: `completed: day 7`. */
export const storyTime = z
  .string({ error: timeHint })
  .meta({ examples: timeExamples })
  .transform((text, context): StoryTime => {
    const time = readStoryTime(text);
    if (time !== undefined) return time;
    context.addIssue({ code: 'custom', message: `\`${text}\` is not a time`, params: { hint: timeHint } });
    return z.NEVER;
  });

/** What happens, and when; without a time, whenever. */
export interface Timed {
  readonly time?: StoryTime;
  readonly what: string;
}

/** The same, with a time. */
export interface Placed extends Timed {
  readonly time: StoryTime;
}

/**
 * A time and what happens then, as one field: `day 3: case-study`, with other fields beside it. `what` says what may stand there.
 */
export const timed = <Shape extends z.ZodRawShape>(what: string, fields: Shape) => {
  const names = Object.keys(fields);
  return z
    .object(fields)
    .catchall(z.unknown())
    .meta({
      description: `\`<time>: <${what}>\`; ${timeHint}.`,
      // As the JSON Schema tells it: any other field is a time.
      additionalProperties: { type: 'string', description: `The ${what}; the field is the time.` },
    })
    .transform((value, context): Placed & z.infer<z.ZodObject<Shape>> => {
      const fail = (path: readonly string[], message: string, hint: string) => {
        context.addIssue({ code: 'custom', path: [...path], message, params: { hint, at: 'key' } });
        return z.NEVER;
      };
      const others = Object.entries(value).filter(([name]) => !names.includes(name));
      const [[key, content] = ['', undefined], second] = others;
      if (others.length === 0) return fail([], `when is missing`, `like \`day 3: ${what}\``);
      for (const [name] of others) {
        const hint = nearest(name, names) === undefined ? timeHint : (didYouMean(name, names) ?? timeHint);
        if (readStoryTime(name) === undefined) return fail([name], `\`${name}\` is not a time`, hint);
      }
      if (second !== undefined) return fail([second[0]], 'this is a second time', 'begin a new line with `- `');
      if (typeof content !== 'string' || content.trim() === '')
        return fail([key], `the ${what} is missing`, `like \`${key}: …\``);
      const known = Object.fromEntries(Object.entries(value).filter(([name]) => names.includes(name)));
      return { ...(known as z.infer<z.ZodObject<Shape>>), time: readStoryTime(key) as StoryTime, what: content.trim() };
    });
};

/** A thing whose time does not matter may be written alone. */
export const maybeTimed = <Shape extends z.ZodRawShape>(what: string, fields: Shape) =>
  z.union([alone(what), timed(what, fields)], { error: `a ${what}, or a time and a ${what}, like \`day 3: ${what}\`` });

const alone = (what: string) =>
  z
    .string()
    .trim()
    .min(1)
    .meta({ description: `The ${what}, whenever.` })
    .transform((text): Timed => ({ what: text }));
