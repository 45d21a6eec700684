import type { LeavingRules } from '#shared/domain/journey/journey.ts';
import { endExit } from '#shared/domain/journey/journey.ts';
import type { StageStep } from '#shared/domain/journey/stage-step.ts';
import {
  endsWell,
  goesOn,
  holdBudgetSeconds,
  isHeld,
  registerRetry,
  stageBudgetSeconds,
  stageRetry,
  stageTimeoutSeconds,
} from './retry.ts';
import { sayStep } from './say-step.ts';
import type { Exit, Stage, Stages } from './stages.ts';
import { createStateNames } from './state-names.ts';

/** A state machine in Amazon States Language (JSONPath). */
export type Definition = Record<string, unknown>;

/** States by name, in the order in which they are shown. */
type States = readonly (readonly [name: string, state: Readonly<Record<string, unknown>>])[];

const runEnded = 'Run ended';
const journeyEnds = 'Journey ends';

/** Step Functions ends an execution after a year. It would take up to 99,999,999 here, and still end it then. */
const longestExecutionSeconds = 365 * 86_400;

export interface Emission {
  readonly comment: string;
  readonly leave: LeavingRules;
  readonly stages: Stages;
  /** All waits on the longest way. */
  readonly longestMilliseconds: number;
  readonly runStageFunctionArn: string;
}

/**
 * The last pass. A wait is two states, a stage and its wait; one more where a stage can go on in several ways. What is rare costs nothing
 * until it happens: a run that was ended, a message that is held and a `wait for` whose event came at the last moment are errors that are
 * caught.
 *
 * The execution's input (ids only) stays as it is through the whole machine; `$.stage.until` is when the next stage is due.
 */
export const emitDefinition = (emission: Emission): Definition => {
  const { comment, stages, longestMilliseconds } = emission;
  const nameState = createStateNames([
    runEnded,
    journeyEnds,
    ...stages.all.map(({ name }) => name),
    ...stages.exits.map(({ name }) => name),
  ]);
  const states: States = [
    ...stages.all.flatMap((stage) => statesOfStage(stage, emission, nameState)),
    ...stages.exits.map((exit) => stateOfExit(exit, emission)),
  ];
  const choosesEnd = stages.all.some(({ exits, canEnd }) => canEnd && exits.length > 0);
  const holding = stages.all.filter(({ steps }) => sendsIn(steps).length > 0).length;
  return {
    Comment: comment,
    StartAt: stages.first.name,
    // The journey itself, for each stage all the time that its retries may take, and what its messages may be held for.
    TimeoutSeconds: Math.min(
      Math.ceil(longestMilliseconds / 1000) +
        (stages.all.length + stages.exits.length) * stageBudgetSeconds +
        holding * holdBudgetSeconds,
      longestExecutionSeconds,
    ),
    States: Object.fromEntries([
      ...states,
      ...(choosesEnd ? [[journeyEnds, { Type: 'Succeed', Comment: 'The customer has come to the end.' }] as const] : []),
      [runEnded, { Type: 'Succeed', Comment: 'The customer left the journey while it was waiting.' }],
    ]),
  };
};

const statesOfStage = (
  stage: Stage,
  { leave, stages, runStageFunctionArn }: Emission,
  nameState: (wanted: string) => string,
): States => {
  const { name, steps, exits, canEnd, after } = stage;
  const messages = sendsIn(steps);
  const hold = messages.length === 0 ? undefined : holdStates(name, messages, nameState);
  const task = {
    Type: 'Task',
    Comment: commentOf(stage),
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: {
      FunctionName: runStageFunctionArn,
      Payload: { ...idsOfRun, stage: name, leave, ...(after === undefined ? {} : { after }), steps },
    },
    TimeoutSeconds: stageTimeoutSeconds,
    Retry: stageRetry,
    Catch: [
      { ErrorEquals: endsWell, ResultPath: '$.ended', Next: runEnded },
      ...(hold === undefined ? [] : [{ ErrorEquals: isHeld, ResultPath: '$.held', Next: hold.first }]),
      ...(after?.way === 'timed-out' ? [{ ErrorEquals: goesOn, ResultPath: null, Next: stageOfEvent(after.step, stages) }] : []),
    ],
  };
  const [only] = exits;
  if (only === undefined) return [[name, { ...task, ResultPath: null, End: true }], ...(hold?.states ?? [])];
  if (exits.length === 1 && !canEnd) {
    return [
      [name, { ...task, ResultSelector: { 'until.$': '$.Payload.until' }, ResultPath: '$.stage', Next: only.name }],
      ...(hold?.states ?? []),
    ];
  }
  const choice = nameState(`${dayOf(name)} · which way after ${name.slice(dayOf(name).length + separator.length)}`);
  return [
    [
      name,
      {
        ...task,
        ResultSelector: { 'exit.$': '$.Payload.exit', 'until.$': '$.Payload.until' },
        ResultPath: '$.stage',
        Next: choice,
      },
    ],
    ...(hold?.states ?? []),
    [
      choice,
      {
        Type: 'Choice',
        Comment: 'The stage before has worked out which wait comes next.',
        Choices: [
          ...exits.map((exit) => ({ Variable: '$.stage.exit', StringEquals: exit.name, Next: exit.name })),
          ...(canEnd ? [{ Variable: '$.stage.exit', StringEquals: endExit, Next: journeyEnds }] : []),
        ],
      },
    ],
  ];
};

const idsOfRun = {
  'journey.$': '$.journey',
  'profileId.$': '$.profileId',
  'runId.$': '$.runId',
  'runNumber.$': '$.runNumber',
};

/** The error of a held message says when it may go, and nothing else. */
const holdStates = (
  stage: string,
  messages: readonly string[],
  nameState: (wanted: string) => string,
): { readonly first: string; readonly states: States } => {
  const which = `${dayOf(stage)}${separator}`;
  const first = nameState(`${which}held: ${messages.join(' or ')}`);
  const wait = nameState(`${which}until it may go: ${messages.join(' or ')}`);
  return {
    first,
    states: [
      [
        first,
        {
          Type: 'Pass',
          Comment: 'A message may not go now by the sending policy.',
          Parameters: { 'cause.$': 'States.StringToJson($.held.Cause)' },
          ResultPath: '$.held',
          Next: wait,
        },
      ],
      [wait, { Type: 'Wait', TimestampPath: '$.held.cause.errorMessage', Next: stage }],
    ],
  };
};

const stateOfExit = (exit: Exit, { leave, runStageFunctionArn }: Emission): States[number] => {
  if (exit.kind === 'wait') {
    return [
      exit.name,
      {
        Type: 'Wait',
        Comment: 'Until the time that the stage before has worked out.',
        TimestampPath: '$.stage.until',
        Next: exit.next.name,
      },
    ];
  }
  const { node, came, timedOut } = exit;
  return [
    exit.name,
    {
      Type: 'Task',
      Comment: `Waits for ${node.awaited.on}; whoever hears of it gives the token back.`,
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: {
        FunctionName: runStageFunctionArn,
        Payload: {
          ...idsOfRun,
          stage: exit.name,
          leave,
          waitFor: node.awaited,
          'since.$': '$.stage.until',
          'token.$': '$$.Task.Token',
        },
      },
      TimeoutSeconds: Math.ceil(node.milliseconds / 1000),
      ResultPath: null,
      Retry: registerRetry,
      Catch: [
        { ErrorEquals: endsWell, ResultPath: '$.ended', Next: runEnded },
        { ErrorEquals: goesOn, ResultPath: null, Next: came.name },
        { ErrorEquals: ['States.Timeout'], ResultPath: null, Next: timedOut.name },
      ],
      Next: came.name,
    },
  ];
};

const stageOfEvent = (step: string, { exits }: Stages): string => {
  const exit = exits.find(({ node }) => node.kind === 'wait-for' && node.identity.id === step);
  if (exit?.kind !== 'wait-for') throw new Error(`there is no wait for an event called ${step}`);
  return exit.came.name;
};

/** The names of the messages that may go in a stage, in whatever arm. */
const sendsIn = (steps: readonly StageStep[]): readonly string[] =>
  steps.flatMap((step) => {
    if (step.kind === 'send') return [step.name];
    if (step.kind === 'branch') return [...step.arms.flatMap((arm) => sendsIn(arm.steps)), ...sendsIn(step.otherwise)];
    return step.kind === 'split' ? step.arms.flatMap((arm) => sendsIn(arm.steps)) : [];
  });

/** Between the day and what happens on it, in the names of states. */
const separator = ' · ';
const dayOf = (stage: string): string => stage.split(separator)[0] ?? stage;

/** Nobody reads further, and stages with many arms would say all of it again and again. */
const longestComment = 300;

const commentOf = ({ steps, canEnd, exits }: Stage): string => {
  const all = steps.map(sayStep).join(', then ') || 'nothing to do';
  const what = all.length > longestComment ? `${all.slice(0, longestComment)}…` : all;
  return canEnd && exits.length === 0 ? `${what}; the journey ends here` : what;
};
