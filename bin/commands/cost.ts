import type { Command } from 'commander';
import type { MarketingRead } from '#infra/marketing.ts';
import type { CompiledJourney } from '#statemachines/journeys/compile-journeys.ts';
import type { Likely } from '#statemachines/journeys/read-likely.ts';
import type { JourneyCost } from '#tools/cost/journey-cost.ts';
import { CommandFailure, exitCodes } from './failure.ts';
import { findJourney, type MarketingOption, marketingFolder, withMarketingOption } from './marketing.ts';
import { count, type JsonOption, tell } from './output.ts';

interface CostOptions extends MarketingOption, JsonOption {
  readonly probabilities?: string;
  readonly fromReplay?: string;
}

const help = `
A contact is sent down each way through the journey as it would be deployed, from the event that brings them in to the last step, on a
clock that jumps; all that AWS bills on the way is counted: state transitions, mails, Lambda, reads and writes of the table, and the rest.
What a journey costs is the mean of its ways, each by how likely it is. Whoever exits earlier costs less. Prices are AWS's list prices
without free tiers. Nothing is sent, and no AWS account is needed.

The variants of a split are as likely as their weights say; the arms of a branch, and whether what is waited for comes, are taken to be
equally likely unless you know better, and say so in the journey:
  likely:
    what came of the call: { accepted: 20%, declined: 50% }       the arms that are left out share the rest
    Demo Booked: { came: 10% }
For once, and outranking that:
  --probabilities takes a file (YAML or JSON) with the same steps and arms.
  --from-replay plays a file of events, as \`tributary replay\` does, and takes the shares of those who came to each step. With --json
  they are told under \`probabilities\`, as \`likely:\` takes them.

A journey may say what it is allowed to cost (\`budget: $0.002 per contact\`): \`tributary check\` holds the mean to that, as this command
counts it without these options. Of a journey with more than 64 ways, 64 are counted that stand for all.

Ends with ${exitCodes.done}: priced; ${exitCodes.failed}: there is no such journey, it has mistakes, or nobody of the replay enters it; ${exitCodes.usage}: not understood, or a
file that cannot be used; ${exitCodes.incomplete}: some lines of the replay could not be used.

Examples:
  tributary cost                     all journeys
  tributary cost lead-nurture
  tributary cost test-drive --from-replay october.ndjson
  tributary cost --json              {"journeys": [{"journey", "transitionsPerContact", "dollarsPer10kContacts", "ways", "parts", …}]}`;

export const addCostCommand = (program: Command): void => {
  withMarketingOption(program.command('cost'))
    .summary('what a journey costs')
    .description('Counts what AWS charges for a contact who goes through a journey, whichever way.')
    .argument('[journey]', 'the name of its file, without .yaml (default: all journeys)')
    .option('--probabilities <file>', 'how likely the arms of steps are')
    .option('--from-replay <events.ndjson>', 'take that from events that have happened')
    .option('--json', 'answer with one JSON object')
    .addHelpText('after', help)
    .action(cost);
};

const cost = async (name: string | undefined, options: CostOptions): Promise<void> => {
  const folder = marketingFolder(options);
  const { readMarketing } = await import('#infra/marketing.ts');
  const read = await readMarketing(folder);
  if (name === undefined && read.problems.length > 0) {
    throw new CommandFailure('The marketing files have mistakes.', exitCodes.failed, {
      code: 'problems',
      hint: '`tributary check` shows them.',
    });
  }
  const wanted = name === undefined ? read.journeys : [findJourney(read, folder, name)];
  const known = await whatIsKnown(name === undefined ? undefined : wanted[0], wanted, read, folder, options);
  const { costOf } = await import('./cost/cost-of.ts');
  const { costTable } = await import('./cost/cost-table.ts');
  const { sayShare, waysTable } = await import('./cost/ways-table.ts');
  const { sayDollars } = await import('./cost/say-dollars.ts');
  const { prices } = await import('#tools/cost/prices.ts');
  const names = wanted.map(({ journey }) => journey);
  const costs = await costOf(read, names, known.said);

  const text = (journey: CompiledJourney): string => {
    const priced = costs.get(journey.journey);
    if (priced === undefined) return '';
    const { heldOut, staysOutDollars } = priced;
    return [
      costTable(journey.journey, priced),
      waysTable(journey, priced),
      ...(heldOut.share === 0 ? [] : [`  held out: ${sayShare(heldOut.share)}, ${sayDollars(heldOut.dollars)} each`]),
      ...(staysOutDollars === undefined ? [] : [`  not let in by the conditions: ${sayDollars(staysOutDollars)} each`]),
    ]
      .filter((part) => part !== '')
      .join('\n');
  };
  tell(options, { journeys: [...costs].map(asJson), ...known.told, prices: { region: prices.region, asOf: prices.asOf } }, () =>
    [
      wanted.length === 0 ? 'There are no journeys yet: tributary new journey <name>' : '',
      ...wanted.map((journey) => `${text(journey)}\n`),
      `A contact who does not exit, ${known.how}. AWS list prices of ${prices.asOf}, ${prices.region}, without free tiers.`,
    ]
      .join('\n')
      .trimStart(),
  );
};

const asJson = ([journey, priced]: readonly [string, JourneyCost]) => {
  const { counts, dollars, parts, ways, allWays, choices, heldOut, staysOutDollars } = priced;
  const perWay = ways.map(({ dollars: each }) => each);
  return {
    journey,
    transitionsPerContact: counts.transitions,
    mailsPerContact: counts.mails,
    dollarsPerContact: dollars,
    dollarsPer10kContacts: dollars * 10_000,
    dollarsPerContactByService: Object.fromEntries(parts),
    parts: parts.map(([service, each]) => ({ service, dollars: each })),
    dollarsPerContactOfWays: { min: Math.min(...perWay), max: Math.max(...perWay) },
    allWays,
    ways: ways.map((way) => ({
      arms: [...way.arms].map(([step, arm]) => ({ step, arm })),
      probability: way.probability,
      transitions: way.counts.transitions,
      mails: way.counts.mails,
      dollars: way.dollars,
    })),
    probabilities: Object.fromEntries(
      choices.map(({ step, arms }) => [step, Object.fromEntries(arms.map(({ label, probability }) => [label, probability]))]),
    ),
    heldOut,
    ...(staysOutDollars === undefined ? {} : { staysOutDollars }),
  };
};

interface Known {
  readonly said: Likely;
  readonly how: string;
  /** What else is told. */
  readonly told?: object;
}

const asNobodySays = 'with the weights of splits and all else equally likely';
const asFilesSay = 'with the weights of splits, as likely as `likely:` says, and all else equally likely';

/** How likely the arms of a journey are: said in a file, or seen in a replay. Such files are about one journey. */
const whatIsKnown = async (
  journey: CompiledJourney | undefined,
  wanted: readonly CompiledJourney[],
  read: MarketingRead,
  folder: string,
  { probabilities, fromReplay }: CostOptions,
): Promise<Known> => {
  if (probabilities === undefined && fromReplay === undefined)
    return { said: {}, how: wanted.some(({ likely }) => likely !== undefined) ? asFilesSay : asNobodySays };
  if (journey === undefined || (probabilities !== undefined && fromReplay !== undefined)) {
    throw new CommandFailure(
      journey === undefined
        ? '--probabilities and --from-replay are about one journey: say which.'
        : 'Either --probabilities or --from-replay: one says what the other counts.',
      exitCodes.usage,
    );
  }
  if (probabilities !== undefined) {
    const { readProbabilities } = await import('./cost/probabilities-file.ts');
    return { said: readProbabilities(probabilities, journey), how: `as likely as ${probabilities} says` };
  }
  const { readPopulation } = await import('./simulate/population-file.ts');
  const { seenArms } = await import('./cost/seen-arms.ts');
  const { usable } = await import('./simulate.ts');
  const marketing = usable(read, folder);
  const { customers, badLines } = readPopulation(fromReplay ?? '', { journey, marketing }, undefined);
  const { shares, entered } = await seenArms(journey.journey, marketing, customers);
  if (entered === 0) {
    throw new CommandFailure(
      `Nobody in ${fromReplay} enters ${journey.journey}, so nothing is seen of its arms.`,
      exitCodes.failed,
      {
        hint: `${journey.journey} is entered by ${journey.rules.enter.on}.`,
      },
    );
  }
  if (badLines.length > 0) process.exitCode = exitCodes.incomplete;
  const skipped = badLines.length === 0 ? '' : ` (${count(badLines.length, 'line')} could not be used)`;
  return {
    said: shares,
    how: `as likely as ${count(entered, 'run')} of a replay have shown${skipped}`,
    told: { replay: { customers: customers.length, entered, skippedLines: badLines } },
  };
};
