import { basename, join, relative } from 'node:path';
import type { MarketingRead } from '#infra/marketing.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import { validateDefinition } from '#statemachines/journeys/validate-definition.ts';
import { findTestFiles, readTestFiles } from '#statemachines/simulator/journey-tests/find-test-files.ts';
import { sayDollars } from '../cost/say-dollars.ts';
import { sentMessages } from './sent-messages.ts';

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
  // A machine that AWS would refuse is a mistake of the compiler, not of the marketer.
  for (const { journey, definition } of read.journeys) validateDefinition(journey, definition(anyFunction));
  const overBudget = await checkBudgets(read, costOf);
  const problems = [...read.problems, ...testProblems(read, directory), ...overBudget].toSorted(byPlace);
  return { problems, notes: unsentMessages(read, directory).toSorted(byPlace) };
};

const anyFunction = 'arn:aws:lambda:us-east-1:000000000000:function:run-stage';

const byPlace = (a: Problem, b: Problem): number => a.file.localeCompare(b.file, 'en') || a.line - b.line || a.column - b.column;

/** Of the tests of journeys. Those of a journey with mistakes wait until it has none, and so do all if a message has any. */
const testProblems = ({ journeys, messages, problems }: MarketingRead, directory: string): readonly Problem[] => {
  if (problems.some(({ file }) => file.endsWith('.mjml'))) return [];
  const files = findTestFiles(join(directory, 'journeys'));
  const broken = new Set(problems.map(({ file }) => basename(file, '.yaml')));
  return readTestFiles(
    files.filter((file) => !broken.has(basename(file, '.test.yaml'))),
    { journeys, messages },
  ).problems;
};

/** A journey that does not compile may send anything, so nothing is said as long as there is one. */
const unsentMessages = ({ journeys, messages, problems }: MarketingRead, directory: string): readonly Problem[] => {
  const folder = relative('.', join(directory, 'journeys'));
  if (problems.some(({ file }) => file.startsWith(folder))) return [];
  const sent = new Set(journeys.flatMap((journey) => sentMessages(journey)));
  return messages
    .filter(({ message }) => !sent.has(message))
    .map(({ message }) => ({
      file: relative('.', join(directory, 'messages', `${message}.mjml`)),
      line: 1,
      column: 1,
      message: 'no journey sends this message',
      hint: `\`- send: ${message}\` in a journey does`,
    }));
};

const checkBudgets = async (read: MarketingRead, costOf: CostOf): Promise<readonly Problem[]> => {
  const budgeted = read.journeys.flatMap(({ journey, budget }) => (budget === undefined ? [] : [{ journey, budget }]));
  // What a journey costs shows when it runs, and it runs with messages and channels that are in order.
  if (budgeted.length === 0 || read.channels === undefined || read.messages.length === 0) return [];
  const costs = await costOf(budgeted.map(({ journey }) => journey));
  return budgeted.flatMap(({ journey, budget: { dollarsPerContact, ...place } }) => {
    const spent = costs.get(journey);
    if (spent === undefined || spent.dollars <= dollarsPerContact) return [];
    const parts = spent.parts.slice(0, 3).map(([what, dollars]) => `${what} ${sayDollars(dollars)}`);
    return [
      {
        ...place,
        message: `a contact who goes all the way costs ${sayDollars(spent.dollars)}, and the budget is ${sayDollars(dollarsPerContact)}`,
        hint: `most of it: ${parts.join(', ')}. Shorten the journey or raise the budget; \`tributary cost ${journey}\` tells more`,
      },
    ];
  });
};
