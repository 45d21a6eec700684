import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MarketingRead } from '#infra/marketing.ts';
import type { Path } from '#shared/adapters/yaml/finding.ts';
import { nameOfFile, readYaml } from '#shared/adapters/yaml/yaml-source.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import { segmentsAskedFor } from '#statemachines/simulator/named-steps.ts';
import { namesInSteps } from './names-in-steps.ts';

/** Something that is worth a look. */
export interface Note extends Problem {
  /** What all of its kind are: `segments that no journey asks for`. */
  readonly kind: string;
  readonly names: readonly string[];
}

/**
 * What is declared and used by nothing: it may be meant for later, or somebody has forgotten to write the step. Something that does not
 * compile may use anything, so nothing is said as long as there are mistakes.
 */
export const unused = (read: MarketingRead, directory: string): readonly Note[] => {
  const { journeys, messages, segments, coupons, destinations, places, problems } = read;
  if (problems.length > 0) return [];
  const steps = namesInSteps(journeys.map(({ definition }) => definition('run-stage')));
  const at = placesIn(directory);
  const askedFor = askedSegments(read);
  const without = <T>(list: readonly T[], nameOf: (each: T) => string, names: ReadonlySet<string>): readonly string[] =>
    list.map(nameOf).filter((name) => !names.has(name));
  return [
    ...without(messages, ({ message }) => message, steps.messages).map((name) => ({
      ...at(join('messages', `${name}.mjml`)),
      kind: 'messages that no journey sends',
      names: [name],
      message: 'no journey sends this message',
      hint: `\`- send: ${name}\` in a journey does`,
    })),
    ...without(segments, ({ segment }) => segment, askedFor).map((name) => ({
      ...at(join('segments', `${name}.yaml`)),
      kind: 'segments that no journey asks for',
      names: [name],
      message: 'no journey asks for this segment',
      hint: 'it is kept for reports; a segment that nobody looks at costs a little with every event',
    })),
    ...without(coupons, ({ coupon }) => coupon, steps.coupons).map((name) => ({
      ...at('coupons.yaml', [name]),
      kind: 'coupons that no journey gives',
      names: [name],
      message: `no journey gives the coupon \`${name}\``,
      hint: `\`- coupon: ${name}\` in a journey does`,
    })),
    ...without(destinations, ({ destination }) => destination, steps.destinations).map((name) => ({
      ...at('destinations.yaml', [name]),
      kind: 'destinations that no journey tells of anybody',
      names: [name],
      message: `no journey tells \`${name}\` of anybody`,
      hint: `\`- webhook: ${name}\` in a journey does`,
    })),
    ...without(places, ({ list }) => list, steps.places).map((name) => ({
      ...at(join('places', `${name}.yaml`)),
      kind: 'lists of places that no journey looks in',
      names: [name],
      message: 'no journey looks for the nearest of these places',
      hint: `\`{ nearest: ${name} }\` in a \`set\` step does`,
    })),
    ...unspokenTraits(read, at),
  ];
};

/** One note for all of them: a project declares what it knows about its customers, before it has a use for it. */
const unspokenTraits = (read: MarketingRead, at: ReturnType<typeof placesIn>): readonly Note[] => {
  const { vocabulary, journeys, messages, segments, scores, destinations } = read;
  const everything = [messages, segments, scores, destinations, journeys.map(({ definition, rules }) => [definition(''), rules])];
  const words = new Set(JSON.stringify(everything).match(/[\p{L}\p{N}_]+/gu));
  const names = Object.keys(vocabulary?.traits ?? {}).filter((name) => !words.has(name) && !readByItself.has(name));
  return names.length === 0
    ? []
    : [
        {
          ...at('vocabulary.yaml', ['traits']),
          kind: 'traits that nothing speaks of',
          names,
          message: `nothing speaks of ${names.length === 1 ? 'the trait' : 'the traits'} ${names.join(', ')}`,
          hint: 'they may stay for later',
        },
      ];
};

/** Traits that have a meaning without being asked for. */
const readByItself: ReadonlySet<string> = new Set(['email', 'timezone']);

const askedSegments = ({ journeys, segments, destinations, messages }: MarketingRead): ReadonlySet<string> => {
  const all = segments.map(({ segment }) => segment);
  const texts = JSON.stringify([destinations, messages]);
  return new Set([
    ...journeys.flatMap((journey) => segmentsAskedFor(journey, all)),
    ...all.filter((segment) => texts.includes(`'${segment}' in segments`)),
  ]);
};

/** Where a name stands in a file of the folder, by its path there. */
const placesIn = (directory: string) => {
  const sources = new Map<string, ReturnType<typeof readYaml>>();
  return (name: string, path: Path = []): Pick<Problem, 'file' | 'line' | 'column'> => {
    const file = nameOfFile(join(directory, name));
    if (path.length === 0 || !existsSync(file)) return { file, line: 1, column: 1 };
    const source = sources.get(file) ?? readYaml(file, readFileSync(file, 'utf8'));
    sources.set(file, source);
    const { line, column } = source.problem({ path, at: 'key', message: '' });
    return { file, line, column };
  };
};
