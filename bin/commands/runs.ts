import { SFNClient } from '@aws-sdk/client-sfn';
import type { Command } from 'commander';
import { createEventStore } from '#shared/adapters/dynamodb/event-store.ts';
import { createRunStore } from '#shared/adapters/dynamodb/run-store.ts';
import { openTable } from '#shared/adapters/dynamodb/table.ts';
import { createExecutions } from '#shared/adapters/stepfunctions/executions.ts';
import { leavingEvents } from '#shared/domain/journey/journey-events.ts';
import { type JourneyRun, runningStates } from '#shared/domain/journey/run.ts';
import { exit } from '#shared/domain/journey/run-transitions.ts';
import { type Deployment, findDeployment, outputOf, type StageOption, withStageOption } from './deployment.ts';
import { CommandFailure, exitCodes } from './failure.ts';
import { columns, count, type JsonOption, tell } from './output.ts';
import { placeOf, runsUnderWay } from './runs/under-way.ts';

interface ExitOptions extends StageOption, JsonOption {
  readonly because: string;
  readonly in?: string;
  readonly enteredBefore?: string;
  readonly yes?: boolean;
}

export const addRunsCommands = (program: Command): void => {
  const runs = program
    .command('runs')
    .summary('see who is under way in a journey, and end runs')
    .description('Works on the runs of a deployed journey. docs/changing-journeys.md says when that is needed.');

  withStageOption(runs.command('list'))
    .description('Counts who is under way in a journey, by where they wait.')
    .argument('<journey>', 'name of the journey')
    .option('--json', 'answer with one JSON object')
    .action(async (journey: string, options: StageOption & JsonOption) => {
      const under = await runsUnderWay(await findDeployment(options), journey, new Date());
      const places = placesOf(under);
      tell(options, { journey, underWay: under.length, places }, () =>
        under.length === 0
          ? `Nobody is under way in ${journey}.`
          : columns(Object.entries(places).map(([place, each]) => [String(each).padStart(6), place])),
      );
    });

  withStageOption(runs.command('exit'))
    .description('Ends runs of a journey, as an exit rule would: nothing more is sent, and the log says why.')
    .argument('<journey>', 'name of the journey')
    .requiredOption('--because <reason>', 'why, in a few words; `Journey Exited` says it, and another journey may enter on it')
    .option('--in <state>', 'only those who wait there, as `runs list` names it')
    .option('--entered-before <time>', 'only those who entered before this time, like 2026-11-22T09:00:00Z')
    .option('--yes', 'do it; without this only who would be concerned is counted')
    .option('--json', 'answer with one JSON object')
    .addHelpText(
      'after',
      `\nEnds with ${exitCodes.done}: all that were meant have ended; ${exitCodes.incomplete}: some went on or ended by themselves meanwhile.\n\nExamples:\n  tributary runs exit lead-nurture --because "new version" --entered-before 2026-11-22T09:00:00Z\n  tributary runs exit lead-nurture --because "moved to lead-nurture-2" --yes --stage prod`,
    )
    .action(exitRuns);
};

const placesOf = (runs: readonly JourneyRun[]): Readonly<Record<string, number>> =>
  Object.fromEntries([...Map.groupBy(runs, placeOf)].map(([place, each]) => [place, each.length]));

const exitRuns = async (journey: string, options: ExitOptions): Promise<void> => {
  const before = options.enteredBefore === undefined ? undefined : new Date(options.enteredBefore);
  if (before !== undefined && Number.isNaN(before.getTime()))
    throw new CommandFailure(`"${options.enteredBefore}" is no time.`, exitCodes.usage, { hint: 'Like 2026-11-22T09:00:00Z.' });
  const deployment = await findDeployment(options);
  const now = new Date();
  const meant = (await runsUnderWay(deployment, journey, now)).filter(
    (run) =>
      (options.in === undefined || placeOf(run) === options.in) && (before === undefined || run.enteredAt < before.toISOString()),
  );
  if (options.yes !== true) {
    tell(options, { journey, meant: meant.length, ended: 0 }, () =>
      meant.length === 0 ? 'Nobody is concerned.' : `${count(meant.length, 'run')} would end. Say --yes to do it.`,
    );
    return;
  }
  const ended = await endAll(meant, options.because, deployment, now);
  tell(options, { journey, meant: meant.length, ended }, () => `${ended} of ${count(meant.length, 'run')} ended.`);
  if (ended < meant.length) process.exitCode = exitCodes.incomplete;
};

/** Marked first, then stopped, then told, as routing does: whatever is interrupted is completed by running the command again. */
const endAll = async (meant: readonly JourneyRun[], reason: string, deployment: Deployment, now: Date): Promise<number> => {
  const table = openTable(outputOf(deployment, 'TableName'));
  const runs = createRunStore(table);
  const events = createEventStore(table, { retentionDays: Number(outputOf(deployment, 'EventRetentionDays')) });
  const executions = createExecutions(new SFNClient({}), outputOf(deployment, 'StateMachineArnPrefix'));
  let ended = 0;
  for (const run of meant) {
    const over = exit(run, { at: now.toISOString() }, reason);
    if ((await runs.move(over, runningStates)) === 'refused') continue;
    await executions.stop(run.journey, run.runId, reason);
    await events.put(leavingEvents(over));
    ended += 1;
  }
  return ended;
};
