import { Command } from 'commander';
import { addCheckCommand } from './commands/check.ts';
import { addCostCommand } from './commands/cost.ts';
import { addCouponsCommands } from './commands/coupons.ts';
import { addDiffCommand } from './commands/diff.ts';
import { addDlqCommands } from './commands/dlq.ts';
import { addEventsCommands } from './commands/events.ts';
import { addExplainCommand } from './commands/explain.ts';
import { exitCodes, toldFailure } from './commands/failure.ts';
import { addGraphCommand } from './commands/graph.ts';
import { addKeysCommands } from './commands/keys.ts';
import { addMetricsCommand } from './commands/metrics.ts';
import { addNewCommands } from './commands/new.ts';
import { addPreviewCommand } from './commands/preview.ts';
import { addProfileCommand } from './commands/profile.ts';
import { addRejectedCommands } from './commands/rejected.ts';
import { addReplayCommand } from './commands/replay.ts';
import { addRunsCommands } from './commands/runs.ts';
import { addSimulateCommand } from './commands/simulate.ts';
import { addTestCommand } from './commands/test.ts';

/** The `tributary` command with all that it can do. */
export const makeProgram = (): Command => {
  const program = new Command('tributary')
    .description(
      [
        'Works with a Tributary: the local one that `npm start` has up, or one on AWS.',
        '',
        'events, profile, explain, metrics and rejected go through the public API: --endpoint and --key say which, and with what key. runs, keys, coupons and',
        'dlq work on AWS directly: --stage says which, with the AWS credentials of your environment. Without any of these, the local stack is meant.',
        'check, test, simulate, replay, diff, preview, graph, cost and new work on the files under marketing/ and need neither.',
      ].join('\n'),
    )
    .addHelpText(
      'after',
      `
Every command has --json: one JSON object on stdout; what is told meanwhile goes to stderr. Of a failure that object is
{"ok": false, "error": {"code", "message", "hint"}}, of which code and hint may be missing.
Ends with ${exitCodes.done}: done; ${exitCodes.failed}: it did not work; ${exitCodes.usage}: not understood; ${exitCodes.incomplete}: done, but for some of it.

First steps:
  npm start                                        a local stack with a sample store
  tributary events send examples.ndjson            send events from a file
  tributary profile email:ada@example.com          see what became of them`,
    )
    .showHelpAfterError('(tributary <command> --help explains)')
    .exitOverride();

  for (const add of [...journeys, ...customers, ...operation]) add(program);
  return program;
};

/** Does what the words of a command line ask for; what comes of it is on stdout and stderr and in `process.exitCode`. */
export const runProgram = async (args: readonly string[]): Promise<void> => {
  // Every command inherits the settings of the program only when it is made by it; ours are, so errors come here.
  try {
    await makeProgram().parseAsync(args, { from: 'user' });
  } catch (error) {
    const told = toldFailure(error);
    if (told === undefined) return;
    if (told.text !== '') process.stderr.write(`${told.text}\n`);
    if (asksForJson(args)) process.stdout.write(`${JSON.stringify(told.result)}\n`);
    process.exitCode = told.exitCode;
  }
};

/** Asked of the arguments as they are: what fails may be that they were not understood. */
const asksForJson = (args: readonly string[]): boolean => {
  const end = args.indexOf('--');
  return args.slice(0, end === -1 ? undefined : end).includes('--json');
};

const journeys = [
  addCheckCommand,
  addTestCommand,
  addSimulateCommand,
  addReplayCommand,
  addDiffCommand,
  addPreviewCommand,
  addGraphCommand,
  addCostCommand,
  addNewCommands,
];
const customers = [addEventsCommands, addProfileCommand, addExplainCommand, addMetricsCommand, addRejectedCommands];
const operation = [addRunsCommands, addKeysCommands, addCouponsCommands, addDlqCommands];
