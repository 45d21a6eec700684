import type { Path } from '#shared/adapters/yaml/finding.ts';
import type { CompiledJourney } from '#statemachines/journeys/compile-journey.ts';
import { tooLate } from '#statemachines/journeys/steps/wait-for.ts';
import { variantsOf } from '../forced-chance.ts';
import { namedSteps } from '../named-steps.ts';
import type { Story } from '../story.ts';
import type { TimelineEntry } from '../timeline.ts';

/** One way that a customer can take through a journey, or out of it. */
export interface Way {
  /** In words, like `branch plan: pro`. */
  readonly text: string;
  /** Where it stands in the journey's file. */
  readonly path: Path;
  /** Whether an entry of a story is this way being taken. */
  readonly isTaken: (entry: TimelineEntry) => boolean;
}

/** Every arm, variant, outcome of a wait, exit and end of a journey, in the order of its file. */
export const waysOf = (journey: CompiledJourney): readonly Way[] => {
  const { written, rules } = journey;
  const exits = (written.rules.exit ?? []).flatMap((_, index): Way[] => {
    const reason = reasonsOf(written.rules.exit)[index];
    if (reason === undefined) return [];
    const isTaken = ({ outcome, why }: TimelineEntry) => outcome === 'exited' && why === reason;
    return [{ text: `exit ${reason}`, path: ['exit', index], isTaken }];
  });
  const goal: readonly Way[] =
    rules.goal === undefined
      ? []
      : [{ text: `goal ${rules.goal.on}`, path: ['goal'], isTaken: ({ outcome }) => outcome === 'converted' }];
  return [...exits, ...goal, ...waysOfSteps(journey)];
};

/** What a story calls each exit, as the compiler does. */
const reasonsOf = (exits: CompiledJourney['written']['rules']['exit'] = []): readonly string[] =>
  exits.map((rule) => {
    if (typeof rule === 'string') return rule;
    if ('on' in rule) return rule.on;
    if ('when' in rule) return rule.when;
    return 'segment entered' in rule ? `segment entered: ${rule['segment entered']}` : `segment left: ${rule['segment left']}`;
  });

const waysOfSteps = (journey: CompiledJourney): readonly Way[] =>
  namedSteps(journey).flatMap((step): readonly Way[] => {
    const { id, kind, name, placed } = step;
    const at = (outcome: string, arm?: string) => (entry: TimelineEntry) =>
      entry.outcome === outcome && entry.step === id && (arm === undefined || entry.arm === arm);
    const way = (text: string, path: Path, isTaken: Way['isTaken']): Way => ({ text, path: [...placed.path, ...path], isTaken });
    switch (kind) {
      case 'branch':
        return placed.step.arms.map(({ label, path }) => way(`branch ${name}: ${label}`, path, at('branch', label)));
      case 'split': {
        const drawn = new Set(variantsOf(step).flatMap(({ label, weight }) => (weight > 0 ? [label] : [])));
        return placed.step.arms
          .filter(({ label }) => drawn.has(label))
          .map(({ label, path }) => way(`variant of ${name}: ${label}`, path, at('variant', label)));
      }
      case 'wait for':
      case 'task':
        return placed.step.arms.map(({ label, path }) =>
          label === tooLate
            ? way(`${name}: not in time`, path, at('timed-out'))
            : way(`${name}: ${kind === 'task' ? 'done' : 'has come'}`, path, at('resumed')),
        );
      case 'end': {
        // Ends for one reason cannot be told apart in a story, nor need they be.
        const [lowered] = placed.step.lower({ id, name });
        const reason = lowered?.kind === 'end' ? lowered.reason : undefined;
        return [way(`end: ${reason}`, ['end'], ({ outcome, why }) => outcome === 'ended' && why === reason)];
      }
      case 'wait until': {
        const [lowered] = placed.step.lower({ id, name });
        if (lowered?.kind !== 'wait' || lowered.wait.kind !== 'date') return [];
        const isTaken = ({ outcome, why }: TimelineEntry) => outcome === 'ended' && datesMissed.includes(why ?? '');
        return [way(`${placed.step.title}: no such date, or not in time`, ['wait until'], isTaken)];
      }
      default:
        return [];
    }
  });

const datesMissed = ['no-date', 'too-far', 'over'];

/** The ways of a journey that none of these stories takes. */
export const waysNotTaken = (journey: CompiledJourney, stories: readonly Story[]): readonly Way[] => {
  const entries = stories.flatMap((story) => (story.journey === journey.journey ? story.timeline : []));
  return waysOf(journey).filter(({ isTaken }) => !entries.some(isTaken));
};
