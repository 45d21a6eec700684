import { heardEvents } from '#shared/domain/journey/heard-events.ts';
import { didYouMean, nearest } from '#shared/domain/marketing/did-you-mean.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import { dropReasons } from '#shared/domain/sending/send.ts';
import { catalogue } from '#shared/events/catalogue.ts';
import { nameOfType } from '#shared/events/customer-event.ts';
import { explainIssue } from '#statemachines/journeys/explain-issue.ts';
import type { Finding, Path } from '#statemachines/journeys/finding.ts';
import { knownFields } from '#statemachines/journeys/known-fields.ts';
import { readYaml } from '#statemachines/journeys/yaml-source.ts';
import type { SimulationSetting } from '../simulation.ts';
import { type TestCase, type TestFile, testFile } from './test-file.ts';

/** A file of tests and the journey they are about. */
export interface JourneyTests {
  readonly file: string;
  readonly journey: string;
  readonly tests: TestFile;
  /** 1-based, of each case. */
  readonly lines: readonly number[];
}

/** The journey that a file of tests is about: `lead-nurture.test.yaml` lies beside `lead-nurture.yaml`. */
export const journeyOfFile = (file: string): string => file.replace(/^.*[/\\]/, '').replace(/\.test\.yaml$/, '');

/** Reads a file of tests, or says all that is wrong with it. Pure; `file` is for the problems. */
export const readTestFile = (
  file: string,
  text: string,
  { journeys, messages }: Pick<SimulationSetting['marketing'], 'journeys' | 'messages'>,
): { readonly tests: JourneyTests } | { readonly problems: readonly Problem[] } => {
  const source = readYaml(file, text);
  if (source.problems.length > 0) return { problems: source.problems };
  const all = (findings: readonly Finding[]) => ({
    problems: findings.map((finding) => source.problem(finding)).toSorted((a, b) => a.line - b.line || a.column - b.column),
  });

  const name = journeyOfFile(file);
  const journey = journeys.find((each) => each.journey === name);
  if (journey === undefined) {
    const known = journeys.map((each) => each.journey);
    const hint = didYouMean(name, known);
    return all([{ path: [], message: `there is no journey \`${name}\``, ...(hint === undefined ? {} : { hint }) }]);
  }
  if (source.value === null || source.value === undefined) return all([{ path: [], message: 'the file is empty' }]);
  const read = testFile.safeParse(source.value, { reportInput: true });
  if (!read.success) return all(read.error.issues.flatMap((issue) => explainIssue(issue, fieldsOfFile)));

  const vocabulary: Vocabulary = {
    events: [
      ...journeys.flatMap(({ rules }) => heardEvents(rules)),
      ...catalogue.map((contract) => contract.name),
      ...Object.values(nameOfType),
    ],
    messages: messages.map(({ message }) => message),
    exits: journey.rules.exits.map(({ reason }) => reason),
  };
  const findings = read.data.cases.flatMap((each, index) => checkCase(each, ['cases', index], vocabulary));
  if (findings.length > 0) return all(findings);
  const lines = read.data.cases.map((_, index) => source.problem({ path: ['cases', index], message: '' }).line);
  return { tests: { file, journey: name, tests: read.data, lines } };
};

interface Vocabulary {
  readonly events: readonly string[];
  readonly messages: readonly string[];
  readonly exits: readonly string[];
}

const fieldsOfFile = knownFields(testFile);

/** What would make a case fail, or pass, for the wrong reason: names that nobody knows. */
const checkCase = ({ given, expect }: TestCase, path: Path, { events, messages, exits }: Vocabulary): readonly Finding[] => {
  const findings: Finding[] = [];
  const known = (at: Path, kind: string, name: string, names: readonly string[]): void => {
    if (names.includes(name)) return;
    const hint = didYouMean(name, names);
    findings.push({ path: at, message: `there is no ${kind} \`${name}\``, ...(hint === undefined ? {} : { hint }) });
  };
  if (Object.keys(expect).length === 0) {
    const hint = 'like `sent: [{ day 1: product-manual }]`';
    findings.push({ path: [...path, 'expect'], message: 'nothing is expected here: a test must be able to fail', hint });
  }
  for (const [index, { what }] of (given?.events ?? []).entries()) {
    // Teams have events that no journey knows; one that is nearly known is a slip.
    const meant = events.includes(what) ? undefined : nearest(what, events);
    if (meant !== undefined) {
      const message = `nothing listens to \`${what}\``;
      findings.push({ path: [...path, 'given', 'events', index], message, hint: `did you mean \`${meant}\`?` });
    }
  }
  for (const field of ['sent', 'not sent'] as const) {
    for (const [index, { what }] of (expect[field] ?? []).entries()) {
      known([...path, 'expect', field, index], 'message', what, messages);
    }
  }
  for (const [index, each] of (expect['not sent'] ?? []).entries()) {
    const why = 'why' in each ? each.why : undefined;
    if (why !== undefined) known([...path, 'expect', 'not sent', index, 'why'], 'reason', why, Object.keys(dropReasons));
  }
  if (typeof expect.exit === 'object') known([...path, 'expect', 'exit'], 'exit', expect.exit.what, exits);
  return findings;
};
