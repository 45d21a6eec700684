import { InvalidArgumentError } from 'commander';
import type { StoryEvent } from '#statemachines/simulator/story.ts';
import { readStoryTime } from '#statemachines/simulator/story-time.ts';
import { parseJson } from '../api.ts';

/**
 * Reads `day 3: Order Completed`, with properties as JSON behind the name where there are any.
 *
 * @returns undefined for anything else.
 */
export const readStoryEvent = (text: string): StoryEvent | undefined => {
  const [matched, when = '', name = '', json] = /^(.+?):\s+(.+?)(?:\s+(\{.*\}))?\s*$/s.exec(text) ?? [];
  const time = readStoryTime(when);
  if (matched === undefined || time === undefined) return undefined;
  if (json === undefined) return { time, event: { type: 'track', event: name } };
  const properties = parseJson(json);
  return properties === undefined ? undefined : { time, event: { type: 'track', event: name, properties } };
};

/** `--event`, which may be given any number of times. */
export const collectEvents = (text: string, earlier: readonly StoryEvent[]): readonly StoryEvent[] => {
  const event = readStoryEvent(text);
  if (event === undefined)
    throw new InvalidArgumentError(
      'Like "day 3: Order Completed", or with properties: \'day 3 at 10:00: Order Completed {"revenue": 59}\'.',
    );
  return [...earlier, event];
};
