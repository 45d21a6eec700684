import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { MarketingRead } from '#infra/marketing.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import type { CompiledJourney } from '#statemachines/journeys/compile-journeys.ts';
import { findFileTests, readFileTests } from '#statemachines/simulator/file-tests/find-tests.ts';
import { findTestFiles, readTestFiles } from '#statemachines/simulator/journey-tests/find-test-files.ts';
import { sayDollars } from '../cost/say-dollars.ts';
import { namesInSteps } from './names-in-steps.ts';
import { withStandIns } from './stand-ins.ts';
import { type Note, unused } from './unused.ts';

export interface Checked {
  /** What must be put right before anything is deployed. By file, line and column. */
  readonly problems: readonly Problem[];
  /** What is worth a look, and may stay. */
  readonly notes: readonly Note[];
}

/** The costs of journeys in dollars per contact; asked for only those that have a budget. */
export type CostOf = (journeys: readonly string[]) => Promise<ReadonlyMap<string, Spent>>;

export interface Spent {
  readonly dollars: number;
  /** By what it is paid for. */
  readonly parts: readonly (readonly [what: string, dollars: number])[];
}

/** Everything that is wrong with the marketing files, and what may be forgotten in them. */
export const checkMarketing = async (read: MarketingRead, directory: string, costOf: CostOf): Promise<Checked> => {
  const overBudget = await checkBudgets(read, costOf);
  const problems = [...read.problems, ...testProblems(read, directory), ...overBudget].toSorted(byPlace);
  return { problems, notes: problems.length > 0 ? [] : unused(read, directory).toSorted(byPlace) };
};

const byPlace = (a: Problem, b: Problem): number => a.file.localeCompare(b.file, 'en') || a.line - b.line || a.column - b.column;

/** Of tests. Those of something with mistakes wait until it has none. */
const testProblems = (read: MarketingRead, directory: string): readonly Problem[] => {
  const marketing = withStandIns(read);
  const inOrder: Readonly<Record<string, readonly string[]>> = {
    journeys: marketing.journeys.map(({ journey }) => journey),
    segments: read.segments.map(({ segment }) => segment),
    scores: read.scores.map(({ score }) => score),
    messages: read.messages.map(({ message }) => message),
  };
  const files = new Set(read.problems.map(({ file }) => file).filter((file) => /[/\\]journeys[/\\]/.test(file)));
  const brokenJourneys = [...files].map((file) => (existsSync(file) ? readFileSync(file, 'utf8') : ''));
  const isTestable = (file: string): boolean => {
    const tested = file.replace(/\.test\.yaml$/, '');
    const isThere = ['.yaml', '.mjml'].some((extension) => existsSync(tested + extension));
    const [folder, name] = [basename(dirname(file)), basename(tested)];
    if (isThere && inOrder[folder]?.includes(name) !== true) return false;
    // A journey with mistakes may be the one that sends it.
    return folder !== 'messages' || !brokenJourneys.some((text) => text.includes(name));
  };
  return [
    ...readTestFiles(findTestFiles(join(directory, 'journeys')).filter(isTestable), marketing).problems,
    ...readFileTests(findFileTests(directory).filter(isTestable), marketing).problems,
  ];
};

/** What a journey costs shows when it runs, and it runs with what it names if that is in order. */
const canRun = (journey: CompiledJourney, read: MarketingRead): boolean => {
  const named = namesInSteps([journey.definition('run-stage')]);
  const has = (names: ReadonlySet<string>, there: readonly string[]): boolean => [...names].every((name) => there.includes(name));
  return (
    has(
      named.messages,
      read.messages.map(({ message }) => message),
    ) &&
    has(
      named.coupons,
      read.coupons.map(({ coupon }) => coupon),
    ) &&
    has(
      named.destinations,
      read.destinations.map(({ destination }) => destination),
    ) &&
    !read.problems.some(({ file }) => [...named.places].some((list) => basename(file) === `${list}.yaml`)) &&
    // A condition may ask for any of them.
    !read.problems.some(({ file }) => /[/\\](segments|scores)[/\\]/.test(file))
  );
};

const costsOf = async (budgeted: readonly string[], { playable }: MarketingRead, costOf: CostOf) => {
  const costs = new Map<string, Spent>();
  for (const name of budgeted) {
    const priced = costOf([name]);
    // With some mistakes, such as an exit by the event of the entry, nobody gets through.
    const isRefused = playable.some(({ journey }) => journey === name);
    for (const [journey, spent] of await (isRefused ? priced.catch(() => nothing) : priced)) costs.set(journey, spent);
  }
  return costs;
};

const nothing: ReadonlyMap<string, Spent> = new Map();

const checkBudgets = async (read: MarketingRead, costOf: CostOf): Promise<readonly Problem[]> => {
  // Everything that is sent needs channels, and every condition needs the vocabulary.
  if (read.channels === undefined || read.vocabulary === undefined) return [];
  const budgeted = [...read.journeys, ...read.playable].flatMap((journey) =>
    journey.budget === undefined || !canRun(journey, read) ? [] : [{ journey: journey.journey, budget: journey.budget }],
  );
  if (budgeted.length === 0) return [];
  const costs = await costsOf(
    budgeted.map(({ journey }) => journey),
    read,
    costOf,
  );
  return budgeted.flatMap(({ journey, budget: { dollarsPerContact, ...place } }) => {
    const spent = costs.get(journey);
    if (spent === undefined || spent.dollars <= dollarsPerContact) return [];
    const parts = spent.parts.slice(0, 3).map(([what, dollars]) => `${what} ${sayDollars(dollars)}`);
    return [
      {
        ...place,
        message: `a contact costs ${sayDollars(spent.dollars)} on average, and the budget is ${sayDollars(dollarsPerContact)}`,
        hint: `most of it: ${parts.join(', ')}. Shorten the journey or raise the budget; \`tributary cost ${journey}\` tells more`,
      },
    ];
  });
};
