import { join } from 'node:path';
import type { Command } from 'commander';
import type { Marketing, MarketingRead } from '#infra/marketing.ts';
import type { CompiledJourney } from '#statemachines/journeys/compile-journeys.ts';
import type { StoryEvent } from '#statemachines/simulator/story.ts';
import { printable } from './customer/printable.ts';
import { CommandFailure, exitCodes } from './failure.ts';
import { brokenFile, findJourney, type MarketingOption, marketingFolder, withMarketingOption } from './marketing.ts';
import { type JsonOption, tell } from './output.ts';
import { collectEvents, type ToldEvent } from './simulate/event-option.ts';
import { collectVariants } from './simulate/variant-option.ts';
import { writeAsked } from './write-file.ts';

const help = `
The journey runs as it would be deployed, on a clock that jumps from one thing to the next: weeks take milliseconds, and nothing is sent.
Day 1 is the day of the entry; the event that brings the contact in comes on day 1 by itself unless you say when. Without --as the
contact is Ada, of whom everything usual is known. Times of day are on the contact's clock (the trait timezone, else UTC).
A contact is not held out, and gets the first variant of each split; --held-out and --variant say otherwise.

What --event says is checked: an event, property or task that nobody knows ends the command. Of traits and of files it is told at the end.
--events takes a file with one event per line, as \`tributary events send\` does; instead of a timestamp an event may have "at": "day 3".
--population takes such a file with the events of any number of customers, or one contact per line who enters on day 1
(a journey with \`segment:\` or \`every:\` only if the segment has them):
  {"userId": "7", "traits": {"email": "bo@example.com"}, "events": ["day 3: Order Completed"]}

Ends with ${exitCodes.done}: done; ${exitCodes.failed}: there is no such journey, it has mistakes, or it failed on the way; ${exitCodes.usage}: not understood, or something in
--event or a file of events that there is not; ${exitCodes.incomplete}: some lines of the population could not be used.

Examples:
  tributary simulate lead-nurture
  tributary simulate lead-nurture --event "day 4 at 20:30: Order Completed" --open
  tributary simulate lead-nurture --event "day 2: Unsubscribed" --event 'day 9: Order Completed {"revenue": 59}'
  tributary simulate lead-nurture --variant "subject line=question"
  tributary simulate lead-nurture --held-out
  tributary simulate cross-sell-care-plan --event "day -183: Oven Registered" \\
      --event 'day 9: Task Completed: call about the care plan {"outcome": "accepted"}'
  tributary simulate lead-nurture --as somebody.json --json       {"timeline": [{"at", "day", "local", "step", "outcome", "why", …}], …}
  tributary simulate lead-nurture --population leads.ndjson`;

interface SimulateOptions extends MarketingOption, JsonOption {
  readonly as?: string;
  readonly event: readonly ToldEvent[];
  readonly variant: Readonly<Record<string, string>>;
  readonly heldOut?: boolean;
  readonly events?: string;
  readonly starts?: string;
  readonly population?: string;
  readonly html?: string;
  readonly open?: boolean;
}

export const addSimulateCommand = (program: Command): void => {
  withMarketingOption(program.command('simulate'))
    .summary('play a journey through, in a moment and without sending anything')
    .description("Plays one contact's way through a journey and tells it day by day, or counts what becomes of many.")
    .argument('<journey>', 'the name of its file, without .yaml')
    .option('--as <profile.json>', 'the contact')
    .option('--event <what>', 'something the contact does, like "day 3: Order Completed"; may be repeated', collectEvents, [])
    .option(
      '--variant <split=variant>',
      'what they get of a split, like "subject line=question"; may be repeated',
      collectVariants,
      {},
    )
    .option('--held-out', 'hold them out of the journey')
    .option('--events <file.ndjson>', 'everything the contact does')
    .option('--starts <time>', 'when day 1 is, like 2026-11-02T09:00:00Z')
    .option('--population <file.ndjson>', 'many contacts: counts instead of a story')
    .option('--html <file>', 'write the story as a page, with every mail as the contact would see it')
    .option('--open', 'write such a page and open it')
    .option('--json', 'answer with one JSON object')
    .addHelpText('after', help)
    .action(simulate);
};

const simulate = async (name: string, options: SimulateOptions): Promise<void> => {
  const folder = marketingFolder(options);
  const { readMarketing } = await import('#infra/marketing.ts');
  const read = await readMarketing(folder);
  const journey = findJourney(read, folder, name);
  const marketing = usable(read, folder);
  const startsAt = await readStart(options.starts);
  if (options.population === undefined) return tellStory({ name, journey, marketing, startsAt }, options);
  if (
    options.as !== undefined ||
    options.event.length > 0 ||
    Object.keys(options.variant).length > 0 ||
    options.heldOut === true ||
    options.events !== undefined ||
    options.html !== undefined ||
    options.open
  ) {
    throw new CommandFailure(
      '--population stands alone: --as, --event, --events, --variant, --held-out, --html and --open are about one contact.',
      exitCodes.usage,
    );
  }
  return countPopulation({ name, journey, marketing, startsAt }, options.population, options);
};

/** What a simulation needs besides journeys. */
export const usable = (read: MarketingRead, folder: string): Marketing => {
  const { channels, counted, vocabulary } = read;
  if (channels === undefined) throw brokenFile(read, join(folder, 'channels.yaml'));
  if (counted === undefined) throw brokenFile(read, join(folder, 'features.yaml'));
  if (vocabulary === undefined) throw brokenFile(read, join(folder, 'vocabulary.yaml'));
  return { ...read, channels, counted, vocabulary };
};

const readStart = async (text: string | undefined): Promise<Date | undefined> => {
  if (text === undefined) return undefined;
  const { readInstant } = await import('#shared/domain/event/instant.ts');
  const instant = readInstant(text);
  if (instant === undefined)
    throw new CommandFailure(`--starts is a time like 2026-11-02T09:00:00Z, not "${text}".`, exitCodes.usage);
  return new Date(instant);
};

interface Subject {
  readonly name: string;
  readonly journey: CompiledJourney;
  readonly marketing: Marketing;
  readonly startsAt: Date | undefined;
}

const tellStory = async ({ name, journey, marketing, startsAt }: Subject, options: SimulateOptions): Promise<void> => {
  const { readContact } = await import('./simulate/contact-file.ts');
  const { readEventsFile } = await import('./simulate/events-file.ts');
  const { EventRefused } = await import('#statemachines/simulator/read-event.ts');
  const { contractOf } = await import('#shared/events/catalogue.ts');
  const { playStory } = await import('#statemachines/simulator/story.ts');
  const { sayEntryLine } = await import('#statemachines/simulator/say-timeline.ts');
  const { sayNobodyEnters } = await import('./simulate/nobody-enters.ts');
  const { refuseMistakes, storyEventOf } = await import('./simulate/told-events.ts');
  const { slipsInEvent, slipsInTraits, slipsText } = await import('./simulate/slips.ts');
  const { variantsById } = await import('#statemachines/simulator/journey-tests/run-case.ts');
  const contact = readContact(options.as);
  const { event: told, variant, heldOut = false } = options;
  refuseMistakes({ events: [...told], variants: variant, ...(heldOut ? { holdout: true } : {}) }, { journey, marketing });
  const ofFile = options.events === undefined ? [] : readEventsFile(options.events);
  const slips = [
    ...(options.as === undefined ? [] : slipsInTraits(contact.traits, marketing.vocabulary)),
    ...ofFile.flatMap(({ event }) => slipsInEvent(event, marketing.vocabulary)),
  ];
  const given = [...ofFile, ...told.map((event) => storyEventOf(event, { journey, marketing }))];
  const entry = journey.rules.enter.on;
  const first = given.find(({ event }) => event.event === entry);
  const enters: StoryEvent = { time: { kind: 'day', day: 1 }, event: { type: 'track', event: entry } };
  const story = await playStory({
    marketing,
    journey: name,
    contact,
    // Nobody sends what Tributary tells itself: into a segment contacts come by what they do.
    events: first === undefined && contractOf(entry)?.from !== 'tributary' ? [enters, ...given] : given,
    // A file with times of its own has its own day 1.
    startsAt: startsAt ?? (first?.time.kind === 'instant' ? first.time.at : undefined),
    heldOut,
    variants: variantsById(journey, variant),
  }).catch((error: unknown) => {
    if (error instanceof EventRefused) throw new CommandFailure(`An event would be rejected: ${error.message}`, exitCodes.usage);
    throw error;
  });

  const html = options.html ?? (options.open === true ? join('.local', 'simulate', `${name}.html`) : undefined);
  if (html !== undefined) {
    const { storyPage } = await import('./simulate/story-page.ts');
    await writeAsked(html, storyPage(story));
  }
  const { timeline, mails, timeZone } = story;
  const subjects = new Map(mails.map(({ sendId, subject }) => [sendId, subject]));
  const result = {
    journey: name,
    contact,
    timeZone,
    startsAt: story.startsAt.toISOString(),
    timeline: timeline.map((each) => ({ ...each, ...subjectOf(subjects, each.sendId) })),
    slips,
    ...(html === undefined ? {} : { html }),
  };
  tell(options, result, () =>
    [
      ...timeline.map((each) => printable(sayEntryLine(each, timeZone, subjects)).trimEnd()),
      ...(timeline.some(({ outcome }) => atTheDoor.has(outcome))
        ? []
        : [`${sayNobodyEnters(journey)} Say who it is with --as, or what happens with --event.`]),
      ...slipsText(slips).map(printable),
      ...(html === undefined ? [] : ['', `The mails are in ${html}`]),
    ].join('\n'),
  );
  if (timeline.some(({ outcome }) => outcome === 'failed')) process.exitCode = exitCodes.failed;
  if (options.open === true && html !== undefined) {
    const { openFile } = await import('./simulate/open-file.ts');
    openFile(html);
  }
};

/** What becomes of whoever comes to the entry of a journey. */
const atTheDoor = new Set(['entered', 'held-out', 'stayed-out']);

const subjectOf = (subjects: ReadonlyMap<string, string>, sendId = ''): { readonly subject?: string } => {
  const subject = subjects.get(sendId);
  return subject === undefined ? {} : { subject };
};

const countPopulation = async (
  { name, journey, marketing, startsAt }: Subject,
  file: string,
  options: SimulateOptions,
): Promise<void> => {
  const { readPopulation } = await import('./simulate/population-file.ts');
  const { populationText } = await import('./simulate/population-text.ts');
  const { simulatePopulation } = await import('#statemachines/simulator/population.ts');
  const { badLinesText } = await import('./simulate/bad-lines-text.ts');
  const { sayNobodyEnters } = await import('./simulate/nobody-enters.ts');
  const { slipsText } = await import('./simulate/slips.ts');
  const { customers, badLines, slips } = readPopulation(file, { journey, marketing }, startsAt);
  const account = await simulatePopulation({ marketing, journey: name, customers });
  tell(options, { journey: name, ...account, skippedLines: badLines, slips }, () =>
    [
      populationText(name, account),
      ...(account.entered + account.heldOut + Object.keys(account.stayedOut).length > 0 ? [] : [sayNobodyEnters(journey)]),
      ...badLinesText(file, badLines),
      ...slipsText(slips, file).map(printable),
    ].join('\n'),
  );
  if (Object.keys(account.failed).length > 0) process.exitCode = exitCodes.failed;
  else if (badLines.length > 0) process.exitCode = exitCodes.incomplete;
};
