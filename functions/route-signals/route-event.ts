import { WriteConflict } from '#shared/domain/errors.ts';
import { eventsSince } from '#shared/domain/event/events-since.ts';
import { decideEnding, decideOvertaken, type EndingDecision } from '#shared/domain/journey/decide-ending.ts';
import { decideEntry } from '#shared/domain/journey/decide-entry.ts';
import { rulingEvents, taskCompleted } from '#shared/domain/journey/heard-events.ts';
import type { JourneyRules } from '#shared/domain/journey/journey.ts';
import { leavingEvents, lifecycleEvents } from '#shared/domain/journey/journey-events.ts';
import { namesToLookUp } from '#shared/domain/journey/occurrences.ts';
import type { JourneyRun } from '#shared/domain/journey/run.ts';
import { activate, exit } from '#shared/domain/journey/run-transitions.ts';
import type { BehaviourEvent } from '#shared/events/behaviour-event.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import { completeTask } from './complete-task.ts';
import { type Customer, loadCustomer } from './load-customer.ts';
import { resumeRuns } from './resume-runs.ts';
import { holdsFor, type RouteEventDeps } from './route-event-deps.ts';

/** Each attempt loses only to a write that went through, and one customer's runs are written a handful of times. */
const attempts = 5;

/**
 * Does what one event means for its customer's journeys: ends runs, counts goals, resumes those that waited for it, starts runs.
 *
 * May be called any number of times with the same event, also after it stopped half way, and at the same time as other events
 * of the customer. Every effect is either conditional on the run's state (the claim, the moves), named by the run (the
 * execution), or writes the same item again (the events, whose ids and times come from the run). A run is marked before its
 * execution is stopped, and claimed before its execution is started, so whoever is interrupted leaves a state from which the
 * redelivery, or the stage that wakes up, goes on.
 */
export const routeEvent =
  (deps: RouteEventDeps) =>
  async (behaviour: BehaviourEvent): Promise<void> => {
    const { event, profile } = behaviour;
    const concerned = deps.journeys.filter((rules) => rulingEvents(rules).includes(event.name));
    if (concerned.length > 0) {
      // Once for all journeys: what is done about one of them changes nothing about the others.
      const customer = await loadCustomer(deps, profile.id);
      // Erased since the event was published: there is nobody to send on a journey.
      if (customer === undefined) return;
      for (const rules of concerned) await routeToJourney(deps, event, rules, customer);
    }
    if (event.name === taskCompleted && deps.journeys.some(({ givesTasks }) => givesTasks === true))
      await completeTask(deps, event, profile.id);
    // After the exits: whoever leaves by this event is not sent on by it.
    if (!deps.journeys.some(({ awaited }) => awaited.includes(event.name))) return;
    const customer = await loadCustomer(deps, profile.id);
    if (customer !== undefined) await resumeRuns(deps, event, customer);
  };

const routeToJourney = async (
  deps: RouteEventDeps,
  event: CustomerEvent,
  rules: JourneyRules,
  loaded: Customer,
): Promise<void> => {
  let customer: Customer | undefined = loaded;
  for (let attempt = 0; attempt < attempts && customer !== undefined; attempt += 1) {
    if ((await endRuns(deps, event, rules, customer)) && (await enterJourney(deps, event, rules, customer))) return;
    customer = await loadCustomer(deps, loaded.profile.id);
  }
  if (customer === undefined) return;
  throw new WriteConflict(`the customer's runs of ${rules.journey}`, attempts);
};

/** @returns false when a run moved on meanwhile, and all is to be decided again. */
const endRuns = async (deps: RouteEventDeps, event: CustomerEvent, rules: JourneyRules, customer: Customer): Promise<boolean> => {
  for (const run of customer.runs) {
    const decision = decideEnding(event, rules, run, holdsFor(deps, customer));
    if (decision.kind === 'none') continue;
    if (decision.kind !== 'repeat' && (await deps.runs.move(decision.run, decision.from)) === 'refused') return false;
    await stopExecution(deps, decision.run);
    await deps.events.put(leavingEvents(decision.run));
  }
  return true;
};

/** @returns false when somebody else took the run's number, and all is to be decided again. */
const enterJourney = async (
  deps: RouteEventDeps,
  event: CustomerEvent,
  rules: JourneyRules,
  customer: Customer,
): Promise<boolean> => {
  const decision = decideEntry(event, rules, customer.profile.id, customer.runs, questions(deps, customer));
  if (decision.kind === 'stay-out') return true;
  if (decision.kind === 'enter' && (await deps.runs.claim(decision.run)) === 'taken') return false;
  const run = await settle(deps, event, rules, decision.run);
  // An execution that was started just as its run was ended is stopped here; otherwise there is none, and that is fine.
  await stopExecution(deps, run);
  await deps.events.put(lifecycleEvents(run));
  return true;
};

/**
 * Starts a claimed run, unless something speaks against it. That may have happened before the claim was there to be seen, so it is
 * looked at once more: whatever is folded after this look is delivered after it too, and finds the run.
 *
 * @returns the run as it stands then.
 */
const settle = async (
  deps: RouteEventDeps,
  event: CustomerEvent,
  rules: JourneyRules,
  claimed: JourneyRun,
): Promise<JourneyRun> => {
  let run = claimed;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const ending = await lookAgain(deps, event, rules, run);
    if (ending.kind === 'exit' || ending.kind === 'convert') {
      if ((await deps.runs.move(ending.run, ending.from)) === 'moved') return ending.run;
    } else if (run.state === 'entering') {
      const { journey, profileId, runId, number } = run;
      await deps.executions.start({ journey, profileId, runId, runNumber: number });
      if ((await deps.runs.move(activate(run), ['entering'])) === 'moved') return activate(run);
    } else {
      return run;
    }
    // Refused: it was ended meanwhile, or a twin of this delivery has started it.
    run = (await deps.runs.load(run.profileId, run.journey, run.number)) ?? run;
  }
  throw new WriteConflict(`a run of ${rules.journey}`, attempts);
};

const lookAgain = async (
  deps: RouteEventDeps,
  event: CustomerEvent,
  rules: JourneyRules,
  run: JourneyRun,
): Promise<EndingDecision> => {
  const leave = (reason: string): EndingDecision => ({
    kind: 'exit',
    run: exit(run, { at: run.enteredAt }, reason),
    from: ['entering'],
  });
  const customer = await loadCustomer(deps, run.profileId);
  if (customer === undefined) return run.state === 'entering' ? leave('erased') : { kind: 'none' };
  const { profile } = customer;
  const names = namesToLookUp(profile, rules, run);
  const lookedUp = await eventsSince(deps.events.timeline, [profile.id, ...profile.aliases], names, run.enteredAt);
  const overtaken = decideOvertaken({ profile, lookedUp, holds: holdsFor(deps, customer) }, rules, run);
  if (overtaken.kind !== 'none' || run.state !== 'entering') return overtaken;
  // Two ids of one person may each have entered while they were being merged. Nobody walks a journey twice at once: give way.
  const others = customer.runs.filter(({ runId }) => runId !== run.runId);
  // What let the customer in need not be asked again: it may have changed since.
  const { when: _, ...enter } = rules.enter;
  const again = decideEntry(event, { ...rules, enter, audience: undefined }, profile.id, others, questions(deps, customer));
  return again.kind === 'enter' ? { kind: 'none' } : leave('entered-twice');
};

const questions = (deps: RouteEventDeps, customer: Customer) => ({ holds: holdsFor(deps, customer), chance: deps.chance });

const stopExecution = async ({ executions }: RouteEventDeps, run: JourneyRun): Promise<void> => {
  if (run.state === 'exited' || run.state === 'converted') {
    await executions.stop(run.journey, run.runId, run.endReason ?? run.state);
  }
};
