import { type Deployment, outputOf } from '../deployment.ts';
import { CommandFailure, exitCodes } from '../failure.ts';

/** How the messages of a dead-letter queue are put back to work. */
export type Remedy =
  /** The event is read again and folded. */
  | { readonly kind: 'fold'; readonly function: string; readonly table: string }
  /** Back into the queue it fell out of. */
  | { readonly kind: 'requeue'; readonly queueUrl: string }
  /** The function that should have had it is invoked with it. */
  | { readonly kind: 'invoke'; readonly function: string }
  /** Nothing a command can do; the runbook says what a person can. */
  | { readonly kind: 'by-hand'; readonly why: string };

/** A dead-letter queue of a stage. */
export interface DeadLetterQueue {
  /** Without the stage's prefix, as in alarms and the runbook. */
  readonly name: string;
  readonly url: string;
  readonly remedy: Remedy;
}

type RemedyOf = (deployment: Deployment) => Remedy;

const remedies: Readonly<Record<string, RemedyOf>> = {
  'events-put-aside': (deployment) => ({
    kind: 'fold',
    function: outputOf(deployment, 'ProjectProfilesName'),
    table: outputOf(deployment, 'TableName'),
  }),
  'events-not-folded': () => ({
    kind: 'by-hand',
    why: 'the stream has let go of these events; they are in the table, and the runbook says how to find and fold them',
  }),
  'signals-failed': (deployment) => ({ kind: 'requeue', queueUrl: outputOf(deployment, 'SignalsUrl') }),
  'signals-undelivered': (deployment) => ({ kind: 'requeue', queueUrl: outputOf(deployment, 'SignalsUrl') }),
  'mail-events-failed': ({ stage }) => ({ kind: 'invoke', function: `tributary-${stage}-record-mail-events` }),
};

/** Every output of a dead-letter queue says so in its description, which is also where its name is. */
const described = /^Dead-letter queue "(.+)"$/;

export const deadLetterQueues = (deployment: Deployment): readonly DeadLetterQueue[] =>
  [...deployment.outputs.values()]
    .flatMap(({ value, description }) => {
      const name = described.exec(description)?.[1];
      if (name === undefined) return [];
      const remedy = remedies[name]?.(deployment) ?? {
        kind: 'by-hand' as const,
        why: 'this version of the command does not know this queue',
      };
      return [{ name, url: value, remedy }];
    })
    .sort((a, b) => a.name.localeCompare(b.name));

/** The queue called so. */
export const queueNamed = (queues: readonly DeadLetterQueue[], name: string): DeadLetterQueue => {
  const found = queues.find((queue) => queue.name === name);
  if (found !== undefined) return found;
  throw new CommandFailure(
    `There is no dead-letter queue "${name}". There are: ${queues.map((queue) => queue.name).join(', ')}.`,
    exitCodes.usage,
  );
};
