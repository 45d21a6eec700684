import { join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { CommandFailure, exitCodes } from './failure.ts';
import { hintOf, type MarketingOption, marketingFolder, withMarketingOption } from './marketing.ts';
import { type JsonOption, tell } from './output.ts';

const schemas = resolve(import.meta.dirname, '../../docs/reference');

/** How the files of a folder refer to a schema of ours. */
const schemaFor = (folder: string, name: string): string =>
  relative(folder, join(schemas, `${name}.schema.json`)).replaceAll('\\', '/');

export const addNewCommands = (program: Command): void => {
  const made = program
    .command('new')
    .summary('begin a journey, a segment or a message')
    .description('Writes the first draft of a file that works as it is.');

  withMarketingOption(made.command('journey'))
    .description('Begins a journey and its tests. Both pass `tributary check` and `tributary test` as they are written.')
    .argument('<name>', 'small letters, digits and hyphens, like lead-nurture')
    .option('--on <event>', 'the event that brings customers in (default: Lead Created)')
    .option('--segment <name>', 'the segment that brings customers in, when they come into it')
    .option('--send <message>', 'the message it sends (default: the first that there is)')
    .option('--json', 'answer with one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  tributary new journey after-demo\n  tributary new journey after-demo --on "Demo Booked" --send product-manual\n  tributary new journey come-back --segment at-risk',
    )
    .action(newJourney);

  withMarketingOption(made.command('segment'))
    .description('Begins a segment and its tests. Both pass `tributary check` and `tributary test` as they are written.')
    .argument('<name>', 'small letters, digits and hyphens, like at-risk')
    .option('--json', 'answer with one JSON object')
    .addHelpText('after', '\nExample:\n  tributary new segment at-risk')
    .action(newSegment);

  withMarketingOption(made.command('message'))
    .description('Begins a message and its tests. Both pass `tributary check` and `tributary test` as they are written.')
    .argument('<name>', 'small letters, digits and hyphens, like spring-offer')
    .option('--json', 'answer with one JSON object')
    .addHelpText('after', '\nExample:\n  tributary new message spring-offer')
    .action(newMessage);
};

interface NewJourneyOptions extends MarketingOption, JsonOption {
  readonly on?: string;
  readonly segment?: string;
  readonly send?: string;
}

const newJourney = async (name: string, options: NewJourneyOptions): Promise<void> => {
  const folder = marketingFolder(options);
  const { checkName } = await import('#statemachines/journeys/check-journey.ts');
  const { readMarketing } = await import('#infra/marketing.ts');
  const { didYouMean, nearest } = await import('#shared/domain/marketing/did-you-mean.ts');
  const { isUnsubscription, journeyDraft, journeyTestDraft } = await import('./new/journey-file.ts');
  const [mistake] = checkName(name);
  if (mistake !== undefined) throw new CommandFailure(`${capital(mistake.message)}.`, exitCodes.usage, hintOf(mistake.hint));
  if (options.on !== undefined && options.segment !== undefined)
    throw new CommandFailure(
      'A journey is entered by an event or by a segment: --on and --segment do not go together.',
      exitCodes.usage,
    );
  if (options.on?.trim() === '')
    throw new CommandFailure('--on is empty.', exitCodes.usage, { hint: 'Name an event, as in --on "Lead Created".' });

  const read = await readMarketing(folder);
  const messages = read.messages.map(({ message }) => message);
  const on = options.on?.trim() ?? 'Lead Created';
  const { segment } = options;
  const events = Object.keys(read.vocabulary?.events ?? {});
  const segments = read.vocabulary?.segments ?? [];
  // Without a readable vocabulary it is that which `check` reports.
  if (read.vocabulary !== undefined && segment === undefined && !events.includes(on)) {
    const meant = nearest(on, events);
    throw new CommandFailure(`There is no event ${on}.`, exitCodes.failed, {
      hint:
        meant === undefined
          ? `Declare it under \`events:\` in ${join(folder, 'vocabulary.yaml')}.`
          : `did you mean \`${meant}\`?`,
    });
  }
  if (read.vocabulary !== undefined && segment !== undefined && !segments.includes(segment)) {
    throw new CommandFailure(`There is no segment ${segment}.`, exitCodes.failed, {
      hint: didYouMean(segment, segments) ?? `\`tributary new segment ${segment}\` begins it.`,
    });
  }
  const enter = segment === undefined ? { on } : { segment };
  const { send = isUnsubscription(enter) ? undefined : messages[0] } = options;
  if (send !== undefined && !messages.includes(send)) {
    throw new CommandFailure(`There is no message ${send}.`, exitCodes.failed, {
      hint: didYouMean(send, messages) ?? `\`tributary new message ${send}\` begins it.`,
    });
  }
  const at = join(folder, 'journeys');
  const draft = { enter, message: send };
  const schema = schemaFor(at, 'journey-test');
  const consent = read.channels?.email.consent ?? 'implied';
  const segmentTests = async (name: string): Promise<string> => {
    const { segmentJourneyTestDraft } = await import('./new/segment-journey-tests.ts');
    const { storyInto } = await import('./new/story-into-segment.ts');
    const { usable } = await import('./simulate.ts');
    const story = await storyInto(name, join(folder, 'segments', `${name}.test.yaml`), usable(read, folder));
    return segmentJourneyTestDraft({ segment: name, message: send, story }, schema, consent);
  };
  const files = new Map([
    [join(at, `${name}.yaml`), journeyDraft(draft, schemaFor(at, 'journey'))],
    [
      join(at, `${name}.test.yaml`),
      segment === undefined ? journeyTestDraft({ on, message: send }, schema, consent) : await segmentTests(segment),
    ],
  ]);
  await write(options, files, [`tributary graph ${name}`, `tributary test ${name}`, 'tributary check']);
};

const newSegment = async (name: string, options: MarketingOption & JsonOption): Promise<void> => {
  const folder = marketingFolder(options);
  const { isSegmentName, longestSegmentName } = await import('#shared/domain/segment/segment.ts');
  const { segmentDraft, segmentTestDraft } = await import('./new/segment-file.ts');
  if (!isSegmentName(name)) {
    throw new CommandFailure(`\`${name}\` is not a name for a segment.`, exitCodes.usage, {
      hint: `Small letters, digits and hyphens between the words, ${longestSegmentName} characters at most, like at-risk.`,
    });
  }
  const at = join(folder, 'segments');
  const files = new Map([
    [join(at, `${name}.yaml`), segmentDraft(name, schemaFor(at, 'segment'))],
    [join(at, `${name}.test.yaml`), segmentTestDraft(schemaFor(at, 'segment-test'))],
  ]);
  await write(options, files, [`tributary test ${name}`, 'tributary check']);
};

const newMessage = async (name: string, options: MarketingOption & JsonOption): Promise<void> => {
  const folder = marketingFolder(options);
  const { messageDraft, messageTestDraft } = await import('./new/message-file.ts');
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw new CommandFailure(`\`${name}\` is not a name for a message.`, exitCodes.usage, {
      hint: 'Small letters, digits and hyphens between the words, like spring-offer.',
    });
  }
  const at = join(folder, 'messages');
  const files = new Map([
    [join(at, `${name}.mjml`), messageDraft(name)],
    [join(at, `${name}.test.yaml`), messageTestDraft(name, schemaFor(at, 'message-test'))],
  ]);
  await write(options, files, [`tributary preview ${name}`, `tributary test ${name}`, 'tributary check']);
};

const write = async (options: JsonOption, files: ReadonlyMap<string, string>, next: readonly string[]): Promise<void> => {
  const { writeNewFiles } = await import('./new/write-new-files.ts');
  await writeNewFiles(files);
  const written = [...files.keys()];
  tell(options, { ok: true, files: written }, () =>
    [
      `Written: ${written.join(', ')}`,
      'Change it to what you need, and look at it with',
      ...next.map((command) => `  ${command}`),
    ].join('\n'),
  );
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
