import { findDeployment, outputOf, type StageOption } from '../deployment.ts';
import { placeOf, runsUnderWay } from '../runs/under-way.ts';

/** Who is under way in a deployment, by journey and by the state they wait in. */
export interface InFlight {
  readonly stage: string;
  readonly byJourney: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** Counts those of some journeys. One that is not deployed has nobody under way. */
export const countInFlight = async (options: StageOption, journeys: readonly string[], now: Date): Promise<InFlight> => {
  const deployment = await findDeployment(options);
  const deployed = new Set(outputOf(deployment, 'Journeys').split(','));
  const byJourney = new Map<string, Map<string, number>>();
  for (const journey of journeys.filter((name) => deployed.has(name))) {
    const places = Map.groupBy(await runsUnderWay(deployment, journey, now), placeOf);
    byJourney.set(journey, new Map([...places].map(([place, runs]) => [place, runs.length])));
  }
  return { stage: deployment.stage, byJourney };
};
