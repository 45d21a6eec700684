import { basename, join } from 'node:path';
import type { MarketingRead } from '#infra/marketing.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import { findTestFiles, readTestFiles } from '#statemachines/simulator/journey-tests/find-test-files.ts';
import { sayDollars } from '../cost/say-dollars.ts';
import { unused } from './unused.ts';

export interface Checked {
  /** What must be put right before anything is deployed. By file, line and column. */
  readonly problems: readonly Problem[];
  /** What is worth a look, and may stay. */
  readonly notes: readonly Problem[];
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

/**
 * Of the tests of journeys. Those of a journey with mistakes wait until it has none. So do all of them if what every journey may name is not
 * in order: then a name that is missing here may only be written wrong there.
 */
const testProblems = (read: MarketingRead, directory: string): readonly Problem[] => {
  const { channels, counted, vocabulary, problems } = read;
  if (channels === undefined || counted === undefined || vocabulary === undefined) return [];
  if (problems.some(({ file }) => /(\.mjml|[/\\](coupons|destinations)\.yaml)$/.test(file))) return [];
  const broken = new Set(problems.map(({ file }) => basename(file, '.yaml')));
  const files = findTestFiles(join(directory, 'journeys')).filter((file) => !broken.has(basename(file, '.test.yaml')));
  return readTestFiles(files, { ...read, channels, counted, vocabulary }).problems;
};

const checkBudgets = async (read: MarketingRead, costOf: CostOf): Promise<readonly Problem[]> => {
  const budgeted = read.journeys.flatMap(({ journey, budget }) => (budget === undefined ? [] : [{ journey, budget }]));
  // What a journey costs shows when it runs, and it runs with messages and channels that are in order.
  if (budgeted.length === 0 || read.channels === undefined || read.messages.length === 0) return [];
  // A journey that sends a message with a mistake would fail on the way, contact after contact.
  if (read.problems.some(({ file }) => file.endsWith('.mjml'))) return [];
  const costs = await costOf(budgeted.map(({ journey }) => journey));
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
