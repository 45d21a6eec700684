import { createProjector, type Project, type ProjectorDeps } from '#functions/project-profiles/projector.ts';
import type { Segmentation } from '#functions/project-profiles/segmentation.ts';
import { routeEvent } from '#functions/route-signals/route-event.ts';
import type { RouteEventDeps } from '#functions/route-signals/route-event-deps.ts';
import { createHandler as createRunStage, type RunStageInput } from '#functions/run-stage/handler.ts';
import type { RunStageDeps } from '#functions/run-stage/run-stage-deps.ts';
import { publishedEventsOf } from '#infra/listened-events.ts';
import type { Marketing } from '#infra/marketing.ts';
import { policiesOf } from '#shared/domain/sending/policies.ts';
import type { BehaviourEvent } from '#shared/events/behaviour-event.ts';
import type { EventStore } from '#shared/ports/event-store.ts';
import type { Executions } from '#shared/ports/executions.ts';
import type { ProfileStore } from '#shared/ports/profile-store.ts';
import type { RunStore } from '#shared/ports/run-store.ts';
import type { TaskStore } from '#shared/ports/task-store.ts';
import type { WaitStore } from '#shared/ports/wait-store.ts';

type OfRunStage =
  | 'ledger'
  | 'suppressions'
  | 'coupons'
  | 'webhooks'
  | 'mailer'
  | 'unsubscribeLink'
  | 'conditions'
  | 'chance'
  | 'clock';

/** Everything that the functions are run over in this process. */
export interface FunctionSurroundings extends Pick<RunStageDeps, OfRunStage>, Pick<ProjectorDeps, 'bus' | 'putAside'> {
  readonly marketing: Marketing;
  readonly profiles: ProfileStore;
  readonly runs: RunStore;
  readonly events: EventStore;
  readonly waits: WaitStore;
  readonly tasks: TaskStore;
  readonly evaluate: Segmentation['evaluate'];
  /** What runs the machines, told what invokes their function. */
  readonly createExecutions: (runStage: (payload: unknown) => Promise<unknown>) => Executions;
  /** See `createHandler` of `run-stage`. */
  readonly readStage?: (payload: unknown) => RunStageInput;
}

/** The functions of which one event makes the next do something. */
export interface WiredFunctions {
  readonly project: Project;
  readonly route: (behaviour: BehaviourEvent) => Promise<void>;
}

/**
 * Puts the functions together in this process as the stacks deploy them: with the compiled marketing files that stand in their bundles,
 * and with the rules of what is published.
 */
export const wireFunctions = ({ createExecutions, readStage, ...around }: FunctionSurroundings): WiredFunctions => {
  const { marketing, evaluate, clock, ...ports } = around;
  const { profiles, events, bus, putAside } = ports;
  const { declared, published, publishedAfter, publishedSegments } = publishedEventsOf(marketing.journeys, marketing.counted, []);
  const runStage = createRunStage(
    {
      ...ports,
      ...policiesOf({
        usual: marketing.sending.policy,
        journeys: Object.fromEntries(marketing.journeys.map(({ journey, sending }) => [journey, sending])),
      }),
      clock,
      couponDefinitions: new Map(marketing.coupons.map((definition) => [definition.coupon, definition])),
      destinations: new Map(marketing.destinations.map((destination) => [destination.destination, destination])),
      places: new Map(marketing.places.map((list) => [list.list, list])),
      messages: new Map(marketing.messages.map((message) => [message.message, message])),
      channel: marketing.channels.email,
    },
    readStage,
  );
  const routing: RouteEventDeps = {
    ...ports,
    clock,
    journeys: marketing.journeys.map(({ rules }) => rules),
    executions: createExecutions(runStage),
  };
  return {
    project: createProjector({
      profiles,
      bus,
      putAside,
      declared: new Set(declared),
      published: published === 'all' ? 'all' : new Set(published),
      publishedAfter,
      // Where no segments are looked at, profiles do not hold what has been entered.
      publishedSegments: publishedSegments === 'all' || marketing.segments.length === 0 ? 'all' : new Set(publishedSegments),
      segmentation: { evaluate, events, clock },
    }),
    route: routeEvent(routing),
  };
};
