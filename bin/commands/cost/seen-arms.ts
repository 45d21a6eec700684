import type { Marketing } from '#infra/marketing.ts';
import type { Likely } from '#statemachines/journeys/read-likely.ts';
import { isOurs, type Moment } from '#statemachines/simulator/moment.ts';
import { type CustomerPlan, simulatePopulation } from '#statemachines/simulator/population.ts';

/** What a replay has shown. */
export interface SeenArms {
  /** The arms taken, by their share of all who came to the step. Steps that nobody came to are missing. */
  readonly shares: Likely;
  /** Customers who entered the journey. */
  readonly entered: number;
}

/** The events that tell of a decision, and the property that says which. */
const decisions: Readonly<Record<string, string>> = {
  'Branch Taken': 'arm',
  'Variant Assigned': 'variant',
  'Wait Ended': 'way',
};

/** Plays customers through a journey, and counts which arms they take. */
export const seenArms = async (journey: string, marketing: Marketing, customers: readonly CustomerPlan[]): Promise<SeenArms> => {
  const counts = new Map<string, Map<string, number>>();
  const note = (moment: Moment): void => {
    if (moment.kind !== 'event' || !isOurs(moment.event) || moment.event.properties?.journey !== journey) return;
    const { name, properties } = moment.event;
    const property = Object.hasOwn(decisions, name) ? decisions[name] : undefined;
    const arm = property === undefined ? undefined : properties[property];
    const { step } = properties;
    if (typeof arm !== 'string' || typeof step !== 'string') return;
    const arms = counts.get(step) ?? new Map<string, number>();
    counts.set(step, arms.set(arm, (arms.get(arm) ?? 0) + 1));
  };
  const { entered } = await simulatePopulation({ marketing, journey, customers, onMoment: note });
  const shares = [...counts].map(([step, arms]) => {
    const all = [...arms.values()].reduce((sum, each) => sum + each, 0);
    return [step, Object.fromEntries([...arms].map(([arm, count]) => [arm, count / all]))] as const;
  });
  return { shares: Object.fromEntries(shares), entered };
};
