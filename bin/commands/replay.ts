import type { Command } from 'commander';
import type { Marketing } from '#infra/marketing.ts';
import type { CustomerPlan } from '#statemachines/simulator/population.ts';
import { CommandFailure, exitCodes } from './failure.ts';
import { findJourney, type MarketingOption, marketingFolder, withMarketingOption } from './marketing.ts';
import { type JsonOption, tell } from './output.ts';
import { usable } from './simulate.ts';

interface ReplayOptions extends MarketingOption, JsonOption {
  readonly events: string;
  readonly against?: string;
}

const help = `
Plays events that have happened through a journey, on a virtual clock: who enters, who gets what, and when. With --against also through the
journey as it was at a commit, and says who would get what more, less, or at another time. Nothing is sent and nothing leaves this
machine; quiet hours, caps, consent and conditions are those of the files.

The file has one event a line (NDJSON), as the API takes them or as an export of the log has them. What Tributary itself put into the
log (Email Sent, Journey Entered, …) is left out: the journey makes its own. docs/replaying.md says where to get one.

Ends with ${exitCodes.done}: it was played; ${exitCodes.failed}: there is no such journey, it cannot be read, or it failed for somebody; ${exitCodes.usage}: not understood, no such
file, or git does not know the version; ${exitCodes.incomplete}: some lines could not be used.

Examples:
  tributary replay win-back --events october.ndjson
  tributary replay win-back --events october.ndjson --against main
  tributary replay win-back --events october.ndjson --against HEAD~1 --json
      {"journey", "customers", "now": {"entered", "sent", …}, "before": {…}, "changes": [{"kind", "what", "name", "customers", …}],
       "differences": [{"kind", "customer", …}], "skippedLines": […]}`;

export const addReplayCommand = (program: Command): void => {
  withMarketingOption(program.command('replay'))
    .summary('play real events through a journey, and through how it was')
    .description('Plays a file of events through a journey and says who would get what; with --against also what would change.')
    .argument('<journey>', 'name of the journey')
    .requiredOption('--events <file>', 'events, one JSON object a line')
    .option('--against <git ref>', 'the version to compare with: a branch, a tag or a commit')
    .option('--json', 'answer with one JSON object')
    .addHelpText('after', help)
    .action(replay);
};

const replay = async (name: string, options: ReplayOptions): Promise<void> => {
  const folder = marketingFolder(options);
  const { readMarketing } = await import('#infra/marketing.ts');
  const { readPopulation } = await import('./simulate/population-file.ts');
  const read = await readMarketing(folder);
  const journey = findJourney(read, folder, name);
  const { badLinesText } = await import('./simulate/bad-lines-text.ts');
  const marketing = usable(read, folder);
  const { customers, badLines } = readPopulation(options.events, { journey, marketing }, undefined);
  const now = await play(name, marketing, customers);
  const before = options.against === undefined ? undefined : await playAt(options.against, folder, name, customers);

  const { compareOutcomes, summarise } = await import('#statemachines/simulator/replay/compare-outcomes.ts');
  const { replayText } = await import('./replay/replay-text.ts');
  const differences = before === undefined ? [] : compareOutcomes(before.outcomes, now.outcomes);
  const changes = summarise(differences);
  const result = {
    journey: name,
    customers: customers.length,
    now: now.account,
    ...(before === undefined
      ? {}
      : { against: before.commit, before: before.account, changes, differences, borrowed: before.borrowed }),
    skippedLines: badLines,
  };
  tell(options, result, () =>
    [replayText(name, now.account, before, changes), ...badLinesText(options.events, badLines)].join('\n'),
  );
  if (Object.keys({ ...now.account.failed, ...before?.account.failed }).length > 0) process.exitCode = exitCodes.failed;
  else if (badLines.length > 0) process.exitCode = exitCodes.incomplete;
};

const play = async (journey: string, marketing: Marketing, customers: readonly CustomerPlan[]) => {
  const { collectOutcomes } = await import('#statemachines/simulator/replay/outcomes.ts');
  const { readableIds } = await import('#statemachines/simulator/replay/readable-ids.ts');
  const { simulatePopulation } = await import('#statemachines/simulator/population.ts');
  const collected = collectOutcomes(journey, readableIds(customers));
  const account = await simulatePopulation({ marketing, journey, customers, onMoment: collected.note });
  return { account, outcomes: collected.all() };
};

/** The same events through the journey as it was. One that did not exist then did nothing. */
const playAt = async (reference: string, folder: string, name: string, customers: readonly CustomerPlan[]) => {
  const { marketingAt } = await import('./versions/marketing-at.ts');
  const { readMarketing } = await import('#infra/marketing.ts');
  const at = await marketingAt(reference, folder);
  try {
    const read = await readMarketing(at.folder);
    const existed = read.journeys.some(({ journey }) => journey === name);
    const own = read.problems.filter(({ file }) => file.endsWith(`journeys/${name}.yaml`));
    if (!existed && own.length > 0) {
      throw new CommandFailure(
        `At ${reference} ${name} has mistakes, so it cannot be played: ${own[0]?.message}`,
        exitCodes.failed,
        { hint: 'Compare with another commit.' },
      );
    }
    return { ...(await play(name, usable(read, at.folder), customers)), commit: at.commit, borrowed: at.borrowed, existed };
  } finally {
    at.dispose();
  }
};
