import { sayDuration } from '#statemachines/journeys/duration.ts';
import type { PopulationAccount } from '#statemachines/simulator/population.ts';
import type { Change } from '#statemachines/simulator/replay/compare-outcomes.ts';
import { columns, count } from '../output.ts';
import { populationText } from '../simulate/population-text.ts';

export interface Before {
  readonly account: PopulationAccount;
  readonly commit: string;
  readonly borrowed: readonly string[];
  /** Whether the journey was there at all. */
  readonly existed: boolean;
}

/** What came of a replay, for people. */
export const replayText = (
  journey: string,
  now: PopulationAccount,
  before: Before | undefined,
  changes: readonly Change[],
): string => {
  if (before === undefined) return populationText(journey, now);
  const { account, commit, borrowed, existed } = before;
  return [
    populationText(`${journey}, as it is now`, now),
    '',
    existed ? populationText(`${journey}, as it was at ${commit}`, account) : `At ${commit} there was no ${journey}.`,
    ...differenceText(changes, existed),
    ...(borrowed.length === 0 ? [] : ['', `Not there at ${commit}, and taken as they are now: ${borrowed.join(', ')}.`]),
  ].join('\n');
};

/** To a journey that was not there, nothing can be the same: what there is now is new, and nothing is said where there is nothing. */
const differenceText = (changes: readonly Change[], existed: boolean): readonly string[] => {
  if (changes.length > 0) return ['', existed ? 'What is different:' : 'What is new:', columns(changes.map(row))];
  return existed ? ['', 'Nobody would notice a difference.'] : [];
};

const signs = { more: '+', less: '-', moved: '~' } as const;
const things = { mail: 'mail', 'no-mail': 'mail not sent:', task: 'task', coupon: 'coupon', webhook: 'webhook' } as const;

const row = (change: Change): readonly string[] => [
  `  ${signs[change.kind]} ${things[change.what]} ${change.name}${change.reason === undefined ? '' : ` (${change.reason})`}`,
  `${count(change.customers, 'customer')} ${words(change)}`,
  `such as ${change.examples.slice(0, 2).join(', ')}`,
];

const words = ({ kind, laterBy = 0 }: Change): string => {
  if (kind === 'more') return 'more';
  if (kind === 'less') return 'less';
  return `${sayDuration(roundMinutes(Math.abs(laterBy)))} ${laterBy < 0 ? 'earlier' : 'later'}`;
};

const roundMinutes = (milliseconds: number): number => Math.max(60_000, Math.round(milliseconds / 60_000) * 60_000);
