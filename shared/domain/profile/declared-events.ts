import * as z from 'zod/mini';
import { canBeKey } from './own-entry.ts';

const eventName = z.string().check(z.maxLength(200), z.refine(canBeKey, 'not a name that can be counted'));
const eventNames = z.array(eventName).check(({ value: names, issues }) => {
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) < index)
      issues.push({ code: 'custom', path: [index], input: name, message: `the event \`${name}\` is named twice` });
  }
});

/**
 * `marketing/features.yaml`: which events are counted one by one in every profile (how often, first, last). All others are counted
 * together, so that a profile stays small: each name costs up to 40 bytes in each profile that has it.
 */
export const featuresFile = z.strictObject({
  count: eventNames.check(
    z.describe('Names of events to count one by one, as senders write them, for example `Order Completed`.'),
  ),
});
export type FeaturesFile = z.infer<typeof featuresFile>;

/**
 * `published-events.json`, compiled at synth and shipped with `project-profiles`: `declared` are the names counted one by one (those of
 * `features.yaml` and all that a journey names), `published` the names that somebody listens to on the bus, and `publishedAfter` those
 * that matter only to customers to whom one of the given has happened: an exit or a goal, after an entry of its journey. Of the events about
 * segments, only those about `publishedSegments` matter to anybody.
 */
export const publishedEvents = z.strictObject({
  declared: eventNames,
  published: z.union([z.literal('all'), eventNames]),
  publishedAfter: z._default(z.record(eventName, eventNames), {}),
  publishedSegments: z._default(z.union([z.literal('all'), z.array(z.string())]), 'all'),
});
export type PublishedEvents = z.infer<typeof publishedEvents>;
