import type { LeavingRules, StageStep } from '#shared/domain/journey/journey.ts';
import { sayDuration } from './duration.ts';
import { endsWell, stageBudgetSeconds, stageRetry, stageTimeoutSeconds } from './retry.ts';
import { lengthOf, type Stage } from './stages.ts';
import { createStateNames } from './state-names.ts';

/** A state machine in Amazon States Language (JSONPath). */
export type Definition = Record<string, unknown>;

/** A stage and the wait after it, with the names of their states. */
interface NamedStage {
  readonly stage: Stage;
  readonly task: string;
  readonly wait?: string;
}

const runEnded = 'Run ended';

/**
 * The last pass. Two states for each wait, one for the last stage. The execution's input (ids only) stays as it is through the
 * whole machine; `$.stage.until` is when the next stage is due.
 */
export const emitDefinition = (
  comment: string,
  leave: LeavingRules,
  stages: readonly Stage[],
  runStageFunctionArn: string,
): Definition => {
  const nameState = createStateNames();
  nameState(runEnded);
  const named = stages.map((stage): NamedStage => {
    const task = nameState(`Day ${stage.day} · ${stage.steps.map(({ name }) => name).join(', ') || emptyStageName(stage)}`);
    return { stage, task, ...(stage.waitName === undefined ? {} : { wait: nameState(`Day ${stage.day} · ${stage.waitName}`) }) };
  });

  return {
    Comment: comment,
    StartAt: named[0]?.task,
    // The journey itself, and for each stage all the time that its retries may take.
    TimeoutSeconds: Math.ceil(lengthOf(stages) / 1000) + stages.length * stageBudgetSeconds,
    States: Object.fromEntries([
      ...named.flatMap((stage, index) => statesOf(stage, leave, named[index + 1]?.task, runStageFunctionArn)),
      [runEnded, { Type: 'Succeed', Comment: 'The customer left the journey while it was waiting.' }],
    ]),
  };
};

const emptyStageName = ({ next }: Stage): string => (next.kind === 'end' ? 'end' : 'start');

const statesOf = (
  { stage, task, wait }: NamedStage,
  leave: LeavingRules,
  following: string | undefined,
  functionArn: string,
): [string, unknown][] => {
  const run = {
    Type: 'Task',
    Comment: commentOf(stage),
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: {
      FunctionName: functionArn,
      Payload: {
        'journey.$': '$.journey',
        'profileId.$': '$.profileId',
        'runId.$': '$.runId',
        'runNumber.$': '$.runNumber',
        stage: task,
        leave,
        steps: stage.steps,
        next: stage.next,
      },
    },
    TimeoutSeconds: stageTimeoutSeconds,
    Retry: stageRetry,
    Catch: [{ ErrorEquals: endsWell, ResultPath: '$.ended', Next: runEnded }],
  };
  if (wait === undefined || following === undefined) return [[task, { ...run, ResultPath: null, End: true }]];
  return [
    [task, { ...run, ResultSelector: { 'until.$': '$.Payload.until' }, ResultPath: '$.stage', Next: wait }],
    [
      wait,
      {
        Type: 'Wait',
        Comment: 'Until the time that the stage before has worked out.',
        TimestampPath: '$.stage.until',
        Next: following,
      },
    ],
  ];
};

const commentOf = ({ steps, next }: Stage): string => {
  const what = steps.map(sayStep).join(', then ') || 'nothing to do';
  return `${what}; ${next.kind === 'end' ? 'the journey ends here' : `then wait ${sayDuration(next.milliseconds)}`}`;
};

const sayStep = (step: StageStep): string =>
  step.kind === 'send' ? `send ${step.message}` : `task for ${step.assignee}: ${step.title}`;
