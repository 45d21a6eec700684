import { namesIn } from '#shared/domain/condition/names-in.ts';
import type { CompiledJourney } from '#statemachines/journeys/compile-journey.ts';
import { identify, shortTitle } from '#statemachines/journeys/identify-steps.ts';
import { allSteps, type PlacedStep } from '#statemachines/journeys/read-journey.ts';
import type { Kind } from '#statemachines/journeys/steps/kind.ts';
import { segmentEntered, segmentExited } from '#statemachines/journeys/to-rules.ts';

/** A step as stories speak of it. */
export interface NamedStep {
  readonly kind: Kind;
  readonly id: string;
  /** Short: what is sent, waited for or tried out; of a branch its name, or its first condition. */
  readonly name: string;
  readonly placed: PlacedStep;
}

/** All steps of a journey, in the order of its file. */
export const namedSteps = (journey: CompiledJourney): readonly NamedStep[] =>
  allSteps(journey.written.steps).map((placed) => {
    const { kind, name, title } = placed.step;
    return { kind, id: identify(placed.step).id, name: name ?? shortTitle(title), placed };
  });

/** Every way in which one may speak of a step: by its id, its name, its title, or the short form of that. */
const callsOf = ({ id, name, placed }: NamedStep): readonly string[] => [
  ...new Set([name, placed.step.name ?? name, shortTitle(placed.step.title), placed.step.title, id]),
];

/** The steps of some kinds that are meant by a text. One, if all is well. */
export const stepsMeant = (journey: CompiledJourney, kinds: readonly Kind[], text: string): readonly NamedStep[] =>
  namedSteps(journey).filter((step) => kinds.includes(step.kind) && callsOf(step).includes(text));

/** How the steps of some kinds are best spoken of. */
export const namesOfSteps = (journey: CompiledJourney, kinds: readonly Kind[]): readonly string[] =>
  namedSteps(journey).flatMap((step) => (kinds.includes(step.kind) ? [step.name] : []));

/** The segments that a journey asks for, of those there are: to let customers in, to let them go, or in its conditions. */
export const segmentsAskedFor = (
  { written, schedule, rules, conditions }: CompiledJourney,
  all: readonly string[],
): readonly string[] => {
  const { enter, exit = [] } = written.rules;
  const named = [
    ...(schedule === undefined ? [] : [schedule.segment]),
    ...('segment' in enter ? [enter.segment] : []),
    ...exit.flatMap((rule) => {
      if (typeof rule !== 'object') return [];
      if ('segment entered' in rule) return [rule['segment entered']];
      return 'segment left' in rule ? [rule['segment left']] : [];
    }),
    ...conditions.flatMap((text) => namesIn(text).segments),
  ];
  // An event rule about segments names them in its condition, if at all.
  const hears = [
    ...('on' in enter ? [enter.on] : []),
    ...exit.flatMap((rule) => (typeof rule === 'object' && 'on' in rule ? [rule.on] : [])),
    ...(rules.goal === undefined ? [] : [rules.goal.on]),
    ...rules.awaited,
  ];
  return hears.some((name) => name === segmentEntered || name === segmentExited) ? all : [...new Set(named)];
};
