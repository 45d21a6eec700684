import type { Command } from 'commander';
import { CommandFailure, exitCodes } from './failure.ts';
import { findJourney, type MarketingOption, marketingFolder, withMarketingOption } from './marketing.ts';
import { type JsonOption, tell } from './output.ts';

const help = `
One contact is sent through the journey as it would be deployed, from the event that brings them in to the last step, and all that AWS
bills on the way is counted: state transitions, mails, Lambda, reads and writes of the table, and the rest. Whoever leaves earlier
costs less. Prices are AWS's list prices without free tiers. Nothing is sent, and no AWS account is needed.

A journey may say what it is allowed to cost (\`budget: $0.002 per contact\`), and \`tributary check\` holds it to that.

Examples:
  tributary cost                     all journeys
  tributary cost lead-nurture
  tributary cost --json              {"journeys": [{"journey", "transitionsPerContact", "dollarsPer10kContacts", …}]}`;

export const addCostCommand = (program: Command): void => {
  withMarketingOption(program.command('cost'))
    .summary('what a journey costs')
    .description('Counts what AWS charges for a contact who goes all the way through a journey.')
    .argument('[journey]', 'the name of its file, without .yaml (default: all journeys)')
    .option('--json', 'answer with one JSON object')
    .addHelpText('after', help)
    .action(async (name: string | undefined, options: MarketingOption & JsonOption) => {
      const folder = marketingFolder(options);
      const { readMarketing } = await import('#infra/marketing.ts');
      const read = await readMarketing(folder);
      if (name === undefined && read.problems.length > 0) {
        throw new CommandFailure('The marketing files have mistakes.', exitCodes.failed, {
          code: 'problems',
          hint: '`tributary check` shows them.',
        });
      }
      const names = name === undefined ? read.journeys.map(({ journey }) => journey) : [findJourney(read, folder, name).journey];
      const { costOf } = await import('./cost/cost-of.ts');
      const { costTable } = await import('./cost/cost-table.ts');
      const { prices } = await import('#tools/cost/prices.ts');
      const costs = [...(await costOf(read, names))];
      const journeys = costs.map(([journey, { counts, dollars, parts }]) => ({
        journey,
        transitionsPerContact: counts.transitions,
        mailsPerContact: counts.mails,
        dollarsPerContact: dollars,
        dollarsPer10kContacts: dollars * 10_000,
        dollarsPerContactByService: Object.fromEntries(parts),
      }));
      tell(options, { journeys, prices: { region: prices.region, asOf: prices.asOf } }, () =>
        [
          costs.length === 0 ? 'There are no journeys yet: tributary new journey <name>' : '',
          ...costs.map(([journey, cost]) => `${costTable(journey, cost)}\n`),
          `A contact who goes all the way. AWS list prices of ${prices.asOf}, ${prices.region}, without free tiers.`,
        ]
          .join('\n')
          .trimStart(),
      );
    });
};
