import { sayDuration } from '../duration.ts';
import type { RawJourney } from '../journey-file.ts';
import type { GraphNode } from './drawing.ts';
import { sayShare } from './say-share.ts';

type Enter = RawJourney['enter'];

/** How customers come in: the box that a drawing begins with. */
export const sayEntry = (
  { enter, audience }: Pick<RawJourney, 'enter' | 'audience'>,
  holdout: number,
): Pick<GraphNode, 'title' | 'details'> => ({
  title: titleOf(enter),
  details: [
    ...('every' in enter ? [`everybody in segment ${enter.segment}`] : []),
    ...('when' in enter && enter.when !== undefined ? [`if ${enter.when}`] : []),
    ...(audience === undefined ? [] : [`only ${audience}`]),
    sayReentry(enter.reenter ?? 'never'),
    ...(holdout === 0 ? [] : [`${sayShare(holdout)} left out, to compare with`]),
  ],
});

const titleOf = (enter: Enter): string => {
  if ('on' in enter) return enter.on;
  if (!('every' in enter)) return `Comes into segment ${enter.segment}`;
  const { at, day = 'day' } = enter.every;
  return `Every ${day.endsWith('day') && day !== 'day' && day !== 'weekday' ? capital(day) : day} at ${at}`;
};

const sayReentry = (rule: NonNullable<Enter['reenter']>): string => {
  if (rule === 'never') return 'once in a lifetime';
  return rule === 'after-completion' ? 'again after completion' : `again after ${sayDuration(rule.after)}`;
};

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
