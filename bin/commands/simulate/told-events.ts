import type { Finding } from '#shared/adapters/yaml/finding.ts';
import { taskCompleted } from '#shared/domain/journey/heard-events.ts';
import { ownEntry } from '#shared/domain/profile/own-entry.ts';
import { checkNamedEvent } from '#statemachines/simulator/file-tests/check-facts.ts';
import { checkGiven, type Given } from '#statemachines/simulator/journey-tests/check-given.ts';
import type { CheckedAgainst } from '#statemachines/simulator/journey-tests/check-names.ts';
import { stepsMeant } from '#statemachines/simulator/named-steps.ts';
import type { StoryEvent } from '#statemachines/simulator/story.ts';
import { CommandFailure, exitCodes } from '../failure.ts';
import { hintOf } from '../marketing.ts';
import type { ToldEvent } from './event-option.ts';

/** What is wrong with what somebody has told of a contact, by the rules for tests; and events must be known, or nothing comes of them. */
export const mistakesIn = (given: Given, against: CheckedAgainst): readonly Finding[] => {
  const { vocabulary } = against.marketing;
  const usual: ToldEvent[] = [];
  const unknown: ToldEvent[] = [];
  const withoutTask: ToldEvent[] = [];
  for (const event of given.events ?? []) {
    if (ownEntry(vocabulary.events, event.what) === undefined) unknown.push(event);
    else if (event.what === taskCompleted && event.task === undefined && event.properties?.taskId === undefined)
      withoutTask.push(event);
    else usual.push(event);
  }
  return [
    ...checkGiven({ ...given, events: usual }, [], against),
    ...unknown.flatMap(({ what }) => checkNamedEvent(what, {}, { path: [], propertiesPath: [], vocabulary })),
    ...withoutTask.map(() => ({
      path: [],
      message: 'which task is completed?',
      hint: 'say it behind the event, like "day 6: Task Completed: Call the lead"',
    })),
  ];
};

/** @throws CommandFailure with all mistakes. */
export const refuseMistakes = (given: Given, against: CheckedAgainst): void => {
  const mistakes = mistakesIn(given, against);
  const [only, another] = mistakes;
  if (only === undefined) return;
  if (another === undefined) throw new CommandFailure(only.message, exitCodes.usage, hintOf(only.hint));
  throw new CommandFailure(mistakes.map(sayMistake).join('\n'), exitCodes.usage);
};

export const sayMistake = ({ message, hint }: Finding): string => (hint === undefined ? message : `${message} (${hint})`);

/** An event of a story. */
export const storyEventOf = ({ time, what, properties, task }: ToldEvent, { journey }: CheckedAgainst): StoryEvent => ({
  time,
  ...(task === undefined ? {} : { completes: stepsMeant(journey, ['task'], task)[0]?.id }),
  event: { type: 'track', event: what, ...(properties === undefined ? {} : { properties }) },
});
