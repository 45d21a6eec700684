import type { Finding, Path } from '#shared/adapters/yaml/finding.ts';
import type { Vocabulary } from '#shared/domain/condition/vocabulary.ts';
import { checkGivenEvent, checkTraits, checkTraitValues } from '../file-tests/check-facts.ts';
import type { GivenEvent, GivenTraits } from '../file-tests/given-fields.ts';
import { readCases } from '../file-tests/read-cases.ts';
import type { ReadTests } from '../file-tests/tests.ts';
import { tellStory } from '../journey-tests/tell-case.ts';
import { compareScore, type WantedScore } from './compare-score.ts';
import { compareSegment } from './compare-segment.ts';
import { customerOf, endOf } from './play-customer.ts';
import { scoreTestFile, segmentTestFile } from './test-file.ts';

const examples = { cases: 'cases: [{ name: has ordered, given: { events: [{ day 1: Order Completed }] }, expect: member }]' };
const segmentForm = { kind: 'segment', schema: segmentTestFile, examples: { ...examples, expect: 'expect: member' } };
const scoreForm = { kind: 'score', schema: scoreTestFile, examples: { ...examples, expect: 'expect: 2.4' } };

/** Reads `segments/<segment>.test.yaml`. */
export const readSegmentTests: ReadTests = (file, text, marketing) => {
  const names = marketing.segments.map(({ segment }) => segment);
  const read = readCases({ file, text, names }, segmentForm, (tests) => checkGiven(tests, marketing.vocabulary));
  if ('problems' in read) return read;
  const { of, tests, lines } = read;
  return {
    tests: {
      file,
      kind: 'segment',
      of,
      cases: tests.cases.map(({ name, given, expect }, index) => ({
        name,
        line: lines[index] ?? 1,
        run: async () => {
          const { story, differences } = await compareSegment(marketing, of, customerOf(tests.given, given), expect);
          return { differences, timeline: story.timeline, tell: () => tellStory({ ...story, mails: [] }, differences) };
        },
      })),
    },
  };
};

/** Reads `scores/<score>.test.yaml`. */
export const readScoreTests: ReadTests = (file, text, marketing) => {
  const names = marketing.scores.map(({ score }) => score);
  const read = readCases({ file, text, names }, scoreForm, (tests) => checkGiven(tests, marketing.vocabulary));
  if ('problems' in read) return read;
  const { of, tests, lines, source } = read;
  return {
    tests: {
      file,
      kind: 'score',
      of,
      cases: tests.cases.map(({ name, given, expect }, index) => ({
        name,
        line: lines[index] ?? 1,
        run: async () => {
          const customer = customerOf(tests.given, given);
          const path = ['cases', index, 'expect'];
          const decimals = (at: Path) => source.written(at)?.split(/[.eE]/)[1]?.length ?? 0;
          const wanted: readonly WantedScore[] = Array.isArray(expect)
            ? expect.map(({ time, key, value }, place) => ({
                at: endOf(time, customer),
                value,
                decimals: decimals([...path, place, key]),
              }))
            : [{ at: customer.end, value: expect, decimals: decimals(path) }];
          const { story, differences } = await compareScore(marketing, of, customer, wanted);
          return { differences, timeline: story.timeline, tell: () => tellStory({ ...story, mails: [] }, differences) };
        },
      })),
    },
  };
};

interface Given {
  readonly profile?: GivenTraits;
  readonly events?: readonly GivenEvent[];
}

interface Tests {
  readonly given?: Given;
  readonly cases: readonly { readonly given?: Given }[];
}

const checkGiven = ({ given, cases }: Tests, vocabulary: Vocabulary): readonly Finding[] => {
  const check = ({ profile, events = [] }: Given = {}, path: Path): readonly Finding[] => [
    ...checkTraits(profile, [...path, 'profile'], vocabulary),
    ...checkTraitValues(profile, [...path, 'profile'], vocabulary),
    ...events.flatMap((event, index) => checkGivenEvent(event, [...path, 'events', index], vocabulary)),
  ];
  return [...check(given, ['given']), ...cases.flatMap((each, index) => check(each.given, ['cases', index, 'given']))];
};
