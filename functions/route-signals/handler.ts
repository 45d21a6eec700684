import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { $ZodError } from 'zod/v4/core';
import { type BehaviourEvent, behaviourEvent } from '#shared/events/behaviour-event.ts';
import { thrownAt } from '#shared/runtime/thrown-at.ts';
import { routeEvent } from './route-event.ts';
import type { RouteEventDeps } from './route-event-deps.ts';

export interface RouteSignalsDeps extends RouteEventDeps {
  readonly log: { error(message: string, facts: Record<string, unknown>): void };
}

/** What the bus puts into the queue; the rest of its envelope is of no use here. */
const envelope = z.object({ detail: behaviourEvent });

/**
 * Routes a batch of bus events. Events of one customer go one after the other, oldest first, so that they do not meet
 * each other at the same runs; customers go side by side. What fails is reported by itself and comes again: a body that cannot be
 * read fails each time and so ends in the dead-letter queue.
 */
export const createHandler = (deps: RouteSignalsDeps) => {
  const route = routeEvent(deps);

  return async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const failed: string[] = [];
    const attempt = async (messageId: string, work: () => Promise<void> | void) => {
      try {
        await work();
      } catch (error) {
        failed.push(messageId);
        deps.log.error('a signal was not routed and will be delivered again', { messageId, ...describe(error) });
      }
    };

    const signals: Signal[] = [];
    for (const record of Records) await attempt(record.messageId, () => void signals.push(readSignal(record)));
    await Promise.all(
      byCustomer(signals).map(async (ofOne) => {
        for (const { messageId, behaviour } of ofOne) await attempt(messageId, () => route(behaviour));
      }),
    );
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
};

interface Signal {
  readonly messageId: string;
  readonly behaviour: BehaviourEvent;
}

const readSignal = ({ messageId, body }: SQSRecord): Signal => ({
  messageId,
  behaviour: envelope.parse(JSON.parse(body)).detail,
});

const byCustomer = (signals: readonly Signal[]): readonly (readonly Signal[])[] =>
  [...Map.groupBy(signals, ({ behaviour }) => behaviour.profile.id).values()].map((ofOne) =>
    ofOne.toSorted((a, b) => a.behaviour.event.timestamp.localeCompare(b.behaviour.event.timestamp)),
  );

/** Names and places, no values: what was sent may be personal, and error messages quote it. */
const describe = (error: unknown): Record<string, unknown> => {
  if (error instanceof $ZodError) return { error: 'ZodError', at: error.issues.map(({ path }) => path.join('.')) };
  return error instanceof Error ? { error: error.name, at: thrownAt(error, 3) } : { error: typeof error };
};
