import type { Facts } from '#shared/domain/condition/conditions.ts';
import { traitsSet } from '#shared/domain/journey/journey-events.ts';
import { type Decision, type JourneyRun, setLabel } from '#shared/domain/journey/run.ts';
import type { StageStepOf } from '#shared/domain/journey/stage-step.ts';
import { coordinatesOf, nearestPlace } from '#shared/domain/place/nearest-place.ts';
import { fieldOf } from '#shared/domain/place/place.ts';
import type { Json } from '#shared/events/json.ts';
import { factsOfRun } from '../facts-of-run.ts';
import type { StepOutcome, StepPorts } from './step-context.ts';

type SetStep = StageStepOf<'set'>;
type SetPorts = Pick<StepPorts, 'runs' | 'events' | 'profiles' | 'conditions' | 'places' | 'clock'>;

/**
 * Says traits of the customer. Values and time are decided once, so that a repeated stage says the same again, and a trait that the customer
 * has stated meanwhile stays as they stated it. A value that cannot be found out is left as it is.
 */
export const runSet = async (step: SetStep, run: JourneyRun, ports: SetPorts): Promise<StepOutcome> => {
  const decision = run.decisions?.[step.id] ?? (await ports.runs.decide(run, step.id, await decideTraits(step, run, ports)));
  if (Object.keys(decision.values ?? {}).length > 0) await ports.events.put([traitsSet(run, step.id, decision)]);
  return 'done';
};

const decideTraits = async ({ traits }: SetStep, run: JourneyRun, ports: SetPorts): Promise<Decision> => {
  const facts = await factsOfRun(run, Object.values(traits).flatMap(asked), ports);
  const values = Object.entries(traits).flatMap(([name, said]): [string, Json][] => {
    const value = found(said, facts, ports);
    return value === undefined ? [] : [[name, value]];
  });
  return { label: setLabel, at: ports.clock().toISOString(), values: Object.fromEntries(values) };
};

type Said = SetStep['traits'][string];

const latitude = 'traits.latitude';
const longitude = 'traits.longitude';

/** The expressions that a value is found out by. */
const asked = (said: Said): readonly string[] => {
  if ('from' in said) return [said.from];
  return 'nearest' in said ? [latitude, longitude] : [];
};

const found = (said: Said, facts: Facts, { conditions, places }: Pick<SetPorts, 'conditions' | 'places'>): Json | undefined => {
  if ('value' in said) return said.value;
  if ('from' in said) return conditions.value(said.from, facts);
  // As conditions read them: a latitude that came as text is a number too.
  const from = coordinatesOf(conditions.value(latitude, facts), conditions.value(longitude, facts));
  const place = from && nearestPlace(places.get(said.nearest)?.places ?? [], from);
  if (place === undefined || said.field === undefined) return place?.place;
  return fieldOf(place, said.field);
};
