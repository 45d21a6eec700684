import { timedOut } from '#shared/domain/journey/awaited.ts';
import type { CompiledJourney } from '#statemachines/journeys/compile-journeys.ts';
import { namedSteps } from '#statemachines/simulator/named-steps.ts';
import type { JourneyCost } from '#tools/cost/journey-cost.ts';
import { columns, count } from '../output.ts';
import { sayDollars } from './say-dollars.ts';

const mostShown = 10;

/** The ways through a journey with their share and price; nothing where there is only one. */
export const waysTable = (journey: CompiledJourney, { ways, allWays }: JourneyCost): string => {
  if (allWays < 2) return '';
  const names = new Map(namedSteps(journey).map(({ id, name }) => [id, name]));
  const prices = ways.map(({ dollars }) => dollars);
  const isSample = ways.length < allWays;
  const about = `  ${isSample ? `${ways.length} of ${allWays} ways were counted, each for as many customers` : `${allWays} ways`}, from ${sayDollars(Math.min(...prices))} to ${sayDollars(Math.max(...prices))}`;
  if (isSample) return about;
  const rows = ways
    .slice(0, mostShown)
    .map(({ arms, probability, dollars }) => [
      `  ${sayShare(probability).padStart(6)}`,
      sayDollars(dollars).padEnd(10),
      [...arms].map(([step, arm]) => `${names.get(step) ?? step}: ${sayArm(arm)}`).join(' · '),
    ]);
  const more = ways.length > mostShown ? [`    and ${count(ways.length - mostShown, 'way')} more (--json has them all)`] : [];
  return [about, columns(rows), ...more].join('\n');
};

export const sayShare = (share: number): string => `${Number((100 * share).toFixed(1))} %`;

const sayArm = (arm: string): string => (arm === timedOut ? 'not in time' : arm);
