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

/** A choice, and when it is made: `plan: pro`, or with a time `day 3: { plan: pro }`. */
export interface TimedChoice {
  readonly time?: StoryTime;
  /** Where it is made. */
  readonly at: string;
  readonly what: string;
}

/** What a choice can be called: YAML reads `yes` and `2` as they stand. */
export const label = z.union([z.string().trim().min(1), z.number(), z.boolean()]).transform(String);

/** `<step>: <way>`, or `<time>: { <step>: <way> }`. */
export const timedChoice = (step: string, way: string) =>
  z
    .record(z.string(), z.unknown(), { error: `a ${step} and its ${way}, like \`${step}: ${way}\`` })
    .meta({
      description: `\`<${step}>: <${way}>\`, or with a time \`day 3: { <${step}>: <${way}> }\`.`,
      examples: [{ [step]: way }, { 'day 3': { [step]: way } }],
    })
    .transform((value, context): TimedChoice => {
      const fail = (path: readonly string[], message: string, hint: string) => {
        context.addIssue({ code: 'custom', path: [...path], message, params: { hint, at: 'key' } });
        return z.NEVER;
      };
      const [[key, content] = ['', undefined], second] = Object.entries(value);
      if (second !== undefined) return fail([second[0]], `this is a second ${step}`, 'begin a new line with `- `');
      const plain = label.safeParse(content);
      if (plain.success) return { at: key.trim(), what: plain.data };
      const time = readStoryTime(key);
      const inner = oneChoice.safeParse(content);
      const [[at, what] = ['', ''], another] = inner.success ? Object.entries(inner.data) : [];
      if (time === undefined && inner.success) return fail([key], `\`${key}\` is not a time`, timeHint);
      if (time === undefined || at === '' || another !== undefined)
        return fail([key], `the ${way} is missing`, `like \`${step}: ${way}\`, or \`day 3: { ${step}: ${way} }\``);
      return { time, at: at.trim(), what };
    });

const oneChoice = z.record(z.string(), label);
