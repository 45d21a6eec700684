import { InvalidArgumentError } from 'commander';
import * as z from 'zod';
import { taskCompleted } from '#shared/domain/journey/heard-events.ts';
import type { Given } from '#statemachines/simulator/journey-tests/check-given.ts';
import { readStoryTime } from '#statemachines/simulator/story-time.ts';
import { parseJson } from '../api.ts';

/** What somebody does, in the form of tests; its words have still to be checked. */
export type ToldEvent = NonNullable<Given['events']>[number];

const jsonObject = z.record(z.string(), z.json());

/** How the option is written, where it is not. */
export const eventExample = '"day 3: Order Completed", or with properties: \'day 3 at 10:00: Order Completed {"revenue": 59}\'';

/**
 * Reads `day 3: Order Completed`, with properties as JSON behind the name where there are any; and `day 3: Task Completed: Call the lead`,
 * with the task as tests call it.
 *
 * @returns undefined for anything else.
 */
export const readToldEvent = (text: string): ToldEvent | undefined => {
  const [matched, when = '', name = '', json] = /^(.+?):\s+(.+?)(?:\s+(\{.*\}))?\s*$/s.exec(text) ?? [];
  const time = readStoryTime(when);
  if (matched === undefined || time === undefined) return undefined;
  const properties = json === undefined ? undefined : jsonObject.safeParse(parseJson(json));
  if (properties?.success === false) return undefined;
  const [, task] = /^Task Completed:\s*(.+)$/.exec(name) ?? [];
  return {
    time,
    what: task === undefined ? name : taskCompleted,
    ...(task === undefined ? {} : { task }),
    ...(properties === undefined ? {} : { properties: properties.data }),
  };
};

/** `--event`, which may be given any number of times. */
export const collectEvents = (text: string, earlier: readonly ToldEvent[]): readonly ToldEvent[] => {
  const event = readToldEvent(text);
  if (event === undefined) throw new InvalidArgumentError(`Like ${eventExample}.`);
  return [...earlier, event];
};
