import type { StageStep, StageStepOf } from '#shared/domain/journey/stage-step.ts';
import type { DateWait } from '#shared/domain/time/wait-spec.ts';
import type { Json } from '#shared/events/json.ts';
import { sayDuration } from '../duration.ts';
import type { WaitForNode, WaitNode } from '../flow.ts';
import type { Step } from '../steps/kind.ts';
import type { GraphNode } from './drawing.ts';

/** What stands in a box. */
type BoxText = Pick<GraphNode, 'title' | 'details'>;

/** A name that somebody has given comes first, and what it is a name for after it. */
export const titled = ({ name }: Step, what: string, details: readonly string[] = []): BoxText =>
  name === undefined || name === what ? { title: what, details } : { title: name, details: [what, ...details] };

/** The kinds of steps that choose or end have boxes of their own. */
export const sayStep = (step: StageStep, written: Step): BoxText => {
  switch (step.kind) {
    case 'send':
      return titled(written, step.message);
    case 'coupon':
      return titled(written, step.coupon);
    case 'webhook':
      return titled(written, step.destination);
    case 'task':
      return titled(written, step.title, [
        typeof step.assignee === 'string'
          ? `for ${step.assignee}`
          : `for the ${step.assignee.trait}, or else ${step.assignee.otherwise}`,
        ...(step.region === undefined ? [] : [`sorted by ${step.region}`]),
        `due in ${sayDuration(step.dueInMilliseconds)}`,
      ]);
    case 'set': {
      const said = Object.entries(step.traits).map(([trait, to]) => `${trait} = ${sayGiven(to)}`);
      const [only = '', ...others] = said;
      return others.length === 0
        ? titled(written, only)
        : { title: written.name ?? Object.keys(step.traits).join(', '), details: said };
    }
    default:
      return titled(written, step.name);
  }
};

const sayGiven = (to: StageStepOf<'set'>['traits'][string]): string => {
  if ('value' in to) return sayValue(to.value);
  if ('from' in to) return to.from;
  return to.field === undefined ? `nearest of ${to.nearest}` : `${to.field} of the nearest of ${to.nearest}`;
};

const sayValue = (value: Json): string => (typeof value === 'string' ? `“${value}”` : JSON.stringify(value));

export const sayWait = ({ wait, placed: { step } }: WaitNode): BoxText =>
  titled(step, step.title, wait.kind === 'date' ? [sayTimeOfDay(wait)] : []);

const sayTimeOfDay = ({ at, yearly }: DateWait): string => (yearly ? `its next anniversary at ${at}` : `at ${at}`);

/** Who does not go on from a wait for a date. */
export const sayNoDate = ({ trait, atMostDays, yearly }: DateWait): string =>
  `${trait} unknown, ${yearly ? '' : 'over, '}or more than ${atMostDays} day${atMostDays === 1 ? '' : 's'} ahead`;

export const sayWaitFor = ({ awaited: { on, when }, milliseconds, placed: { step } }: WaitForNode): BoxText =>
  titled(step, on, [...(when === undefined ? [] : [`if ${when}`]), `${sayDuration(milliseconds)} at most`]);

/** Of a task whose completion the journey waits for. */
export const sayCompletion = ({ milliseconds }: WaitForNode): string =>
  `waits until it is done, ${sayDuration(milliseconds)} at most`;
