import type { Finding, Path } from '#shared/adapters/yaml/finding.ts';
import { didYouMean } from '#shared/domain/marketing/did-you-mean.ts';
import type { CompiledJourney } from '#statemachines/journeys/compile-journey.ts';
import type { Kind } from '#statemachines/journeys/steps/kind.ts';
import { type NamedStep, namesOfSteps, stepsMeant } from '../named-steps.ts';
import type { SimulationSetting } from '../simulation.ts';

/** What a file of tests is checked against. */
export interface CheckedAgainst {
  readonly journey: CompiledJourney;
  readonly marketing: SimulationSetting['marketing'];
}

/** A name that must be one of those there are. `kind` is what it is the name of. */
export const checkName = (path: Path, kind: string, name: string, names: readonly string[], at?: 'key'): readonly Finding[] =>
  names.includes(name)
    ? []
    : [
        {
          path,
          message: `there is no ${kind} \`${name}\``,
          ...hinted(didYouMean(name, names)),
          ...(at === undefined ? {} : { at }),
        },
      ];

/** The one step that is meant by a text, or what is wrong with that. */
export const findStep = (
  { journey }: Pick<CheckedAgainst, 'journey'>,
  kinds: readonly Kind[],
  text: string,
  { path, kind, at }: { readonly path: Path; readonly kind: string; readonly at?: 'key' },
): { readonly step: NamedStep } | { readonly findings: readonly Finding[] } => {
  const [step, another] = stepsMeant(journey, kinds, text);
  if (step === undefined) {
    const names = namesOfSteps(journey, kinds);
    const hint = names.length === 0 ? `${journey.journey} has none` : didYouMean(text, names);
    return {
      findings: [
        {
          path,
          message: `there is no ${kind} \`${text}\` in ${journey.journey}`,
          ...hinted(hint),
          ...(at === undefined ? {} : { at }),
        },
      ],
    };
  }
  if (another === undefined) return { step };
  const hint = `say which: \`${step.id}\` or \`${another.id}\``;
  return { findings: [{ path, message: `there are several called \`${text}\``, hint, ...(at === undefined ? {} : { at }) }] };
};

export const hinted = (hint: string | undefined): { readonly hint?: string } => (hint === undefined ? {} : { hint });
