import type { Command } from 'commander';
import { exitCodes } from './failure.ts';
import { type MarketingOption, marketingFolder, shownFile, withMarketingOption } from './marketing.ts';
import { count, type JsonOption, tell } from './output.ts';

const help = `
Looks at everything in the folder: journeys, messages, segments and scores and the tests of all of them, places, and what channels.yaml,
sending.yaml, vocabulary.yaml, coupons.yaml, destinations.yaml and features.yaml declare. It says all that is wrong at once: where, what, and what to do.
What it accepts can be deployed. What is declared and used by nothing is noted, and is no mistake; so is a journey's \`budget:\` a
promise about the mean of its ways, as \`tributary cost\` counts it with what the journey says under \`likely:\`.

Ends with ${exitCodes.done}: everything is in order; ${exitCodes.failed}: there are mistakes.

Examples:
  tributary check
  tributary check --json                  {"ok": …, "problems": [{"file", "line", "column", "message", "hint"}], "notes": […]}`;

export const addCheckCommand = (program: Command): void => {
  withMarketingOption(program.command('check'))
    .summary('find what is wrong with the marketing files')
    .description('Checks everything that marketers write, all mistakes at once.')
    .option('--json', 'answer with one JSON object')
    .addHelpText('after', help)
    .action(async (options: MarketingOption & JsonOption) => {
      const folder = marketingFolder(options);
      // The compilers take a moment to load, and other commands need none of them.
      const { readMarketing } = await import('#infra/marketing.ts');
      const { checkMarketing } = await import('./check/check-marketing.ts');
      const { noteLines } = await import('./check/note-lines.ts');
      const { problemTable } = await import('./check/problem-table.ts');
      const read = await readMarketing(folder);
      const { problems, notes } = await checkMarketing(read, folder, async (journeys) => {
        const { costOf } = await import('./cost/cost-of.ts');
        return costOf({ ...read, journeys: [...read.journeys, ...read.playable] }, journeys);
      });
      const shown = <T extends { readonly file: string }>(list: readonly T[]) =>
        list.map((each) => ({ ...each, file: shownFile(each.file) }));
      tell(
        options,
        {
          ok: problems.length === 0,
          problems: shown(problems),
          notes: shown(notes.map(({ kind: _, names: __, ...note }) => note)),
        },
        () =>
          [
            ...(notes.length === 0 ? [] : ['To note, and no mistakes:', ...noteLines(notes), '']),
            ...(problems.length === 0
              ? [`${count(read.journeys.length, 'journey')} and ${count(read.messages.length, 'message')} are in order.`]
              : [problemTable(problems), '', `${count(problems.length, 'mistake')}.`]),
          ].join('\n'),
      );
      if (problems.length > 0) process.exitCode = exitCodes.failed;
    });
};
