import type { RawJourney } from '../journey-file.ts';
import type { GraphEvent, JourneyGraph } from './drawing.ts';

/** What takes a customer out of a journey, in words. */
export const sayLeaving = (exits: NonNullable<RawJourney['exit']>): Pick<JourneyGraph, 'exits' | 'exitsWhen'> => ({
  exits: exits.flatMap((rule): readonly GraphEvent[] => {
    if (rule === 'unsubscribed') return [{ what: 'Unsubscribed' }];
    if ('segment entered' in rule) return [{ what: `Comes into segment ${rule['segment entered']}` }];
    if ('segment left' in rule) return [{ what: `Leaves segment ${rule['segment left']}` }];
    return 'on' in rule ? [{ what: rule.on, ...(rule.when === undefined ? {} : { when: rule.when }) }] : [];
  }),
  exitsWhen: exits.flatMap((rule) => (typeof rule === 'object' && 'when' in rule && !('on' in rule) ? [rule.when] : [])),
});
