import * as z from 'zod';
import { readInstant } from '#shared/domain/event/instant.ts';
import { storyTime, timed } from '../journey-tests/timed.ts';

/** Fields of `given` that tests of journeys, segments, scores and messages have in common. */

export const json = z.record(z.string(), z.json());
export const text = z.string().trim().min(1);

export const profile = json.meta({
  description: 'What is known of them: traits by name. They stand over those of the file; a trait set to null is not there.',
  examples: [{ email: 'ada@example.com', firstName: 'Ada' }],
});

export const properties = json.meta({ description: 'Of the event.', examples: [{ revenue: 59, currency: 'USD' }] });

/** What an event may say besides its time and its name. */
export const eventFields = {
  properties: properties.exactOptional(),
  traits: json.meta({ description: 'What they say of themselves: makes it a `Profile Identified`.' }).exactOptional(),
  happened: storyTime.meta({ description: 'When it happened, if it arrives later than that.' }).exactOptional(),
  messageId: text
    .meta({ description: 'Two events of one messageId and one time are one event that was sent twice.' })
    .exactOptional(),
};

/** What the customer does, at times. */
export const events = z
  .array(timed('event', eventFields))
  .meta({ description: 'What the customer does, or happens to them.', examples: [[{ 'day 1': 'Order Completed' }]] });

export type GivenEvent = z.infer<typeof events>[number];
export type GivenTraits = z.infer<typeof json>;

export const starts = (what: string) =>
  z
    .string()
    .refine((text) => readInstant(text) !== undefined, {
      error: ({ input }) => `\`${input}\` is not a date and time`,
      params: { hint: 'like `2026-11-02T09:00:00Z`' },
    })
    .meta({
      description: `${what}: a date and time. 9 in the morning of Monday, 2 November 2026, if it is left out.`,
      examples: ['2026-03-27T08:00:00+01:00'],
    });

/** The end of a sentence that begins with the segment, the score or the message. */
export const caseName = text.meta({
  description: 'Of whom the case is, as the end of a sentence that begins with “somebody who”.',
});

/** Traits as they are when the case's stand over the file's, and null takes them away. */
export const traitsOf = (...given: readonly (GivenTraits | undefined)[]): GivenTraits =>
  Object.fromEntries(Object.entries(Object.assign({}, ...given) as GivenTraits).filter(([, value]) => value !== null));
