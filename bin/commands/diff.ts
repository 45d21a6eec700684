import { relative, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { MarketingRead } from '#infra/marketing.ts';
import type { StageOption } from './deployment.ts';
import { exitCodes } from './failure.ts';
import { type MarketingOption, marketingFolder, withMarketingOption } from './marketing.ts';
import { type JsonOption, tell } from './output.ts';

interface DiffOptions extends MarketingOption, JsonOption, StageOption {
  readonly markdown?: boolean;
}

const help = `
Compares journeys, messages, segments, scores, coupons, destinations, places, the channels and the sending policy with how they were at a
commit: what is different in meaning, not in lines of YAML. A step that comes on another day because of what was changed before it is told too. A journey with the same
steps under another name is told as renamed.

With --stage it also says how many customers are under way in each journey that changes, and where they wait. A run goes on as it started,
whatever becomes of the file; docs/changing-journeys.md has the ways to end or move runs.

Ends with ${exitCodes.done}, whether or not there are differences; ${exitCodes.failed}: files of one of the versions have mistakes, so they could not be compared, or the
stage cannot be asked; ${exitCodes.usage}: not understood, or git does not know the version.

Examples:
  tributary diff main
  tributary diff main --markdown >> "$GITHUB_STEP_SUMMARY"
  tributary diff main --stage prod
  tributary diff HEAD~1 --json            {"against", "journeys": [{"journey", "kind", "was", "changes"}], "others": […],
                                          "unreadable": […], "inFlight": {…}}`;

export const addDiffCommand = (program: Command): void => {
  withMarketingOption(program.command('diff'))
    .summary('what has changed in meaning since a commit')
    .description('Says what is different in the marketing files since a commit, and who is under way in a deployment.')
    .argument('<git ref>', 'what to compare with: a branch, a tag or a commit')
    .addOption(new Option('--stage <stage>', 'also count who is under way in this stage (`local` for the local stack)'))
    .option('--markdown', 'as Markdown, for a pull request')
    .option('--json', 'answer with one JSON object')
    .addHelpText('after', help)
    .action(diff);
};

const diff = async (reference: string, options: DiffOptions): Promise<void> => {
  const folder = marketingFolder(options);
  const { readMarketing } = await import('#infra/marketing.ts');
  const { marketingAt } = await import('./versions/marketing-at.ts');
  const { fileOf, marketingChanges } = await import('./diff/marketing-changes.ts');
  const { changesMarkdown, changesText, nameBefore } = await import('./diff/changes-text.ts');
  const after = await readMarketing(folder);
  const at = await marketingAt(reference, folder);
  const before = await readMarketing(at.folder).finally(at.dispose);

  const broken = new Set([...brokenFiles(before, at.folder), ...brokenFiles(after, folder)]);
  const unreadable = [
    ...brokenFiles(before, at.folder).map((file) => `${file}, as of ${at.commit}`),
    ...brokenFiles(after, folder).map((file) => `${file}, as it is now`),
  ];
  const all = marketingChanges(before, after);
  // What cannot be read is neither new nor gone.
  const changes = broken.has('vocabulary.yaml')
    ? { journeys: [], others: [] }
    : {
        journeys: all.journeys.filter(
          (change) => !broken.has(`journeys/${change.journey}.yaml`) && !broken.has(`journeys/${nameBefore(change)}.yaml`),
        ),
        others: all.others.filter((change) => !broken.has(fileOf(change))),
      };
  const inFlight = await inFlightOf(options, changes.journeys.map(nameBefore));

  const result = {
    against: at.commit,
    ...changes,
    unreadable,
    ...(inFlight === undefined
      ? {}
      : {
          inFlight: Object.fromEntries([...inFlight.byJourney].map(([journey, places]) => [journey, Object.fromEntries(places)])),
        }),
  };
  const told = { changes, inFlight, unreadable };
  tell(options, result, () => (options.markdown === true ? changesMarkdown(told) : changesText(told)));
  if (unreadable.length > 0) process.exitCode = exitCodes.failed;
};

const inFlightOf = async (options: DiffOptions, journeys: readonly string[]) => {
  if (options.stage === undefined) return undefined;
  const { countInFlight } = await import('./diff/in-flight.ts');
  return countInFlight(options, journeys, new Date());
};

/** Files with mistakes, each once, by their place in the marketing folder. */
const brokenFiles = ({ problems }: MarketingRead, folder: string): readonly string[] => [
  ...new Set(problems.map(({ file }) => relative(resolve(folder), resolve(file)).replaceAll('\\', '/'))),
];
