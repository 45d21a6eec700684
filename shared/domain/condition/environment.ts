import { Environment } from '@marcbachmann/cel-js';
import { dateOf, daysBetween } from './fact-dates.ts';
import { decimal } from './fact-values.ts';
import { limits } from './language.ts';

const timestamp = 'google.protobuf.Timestamp';
const now = { at: new Date(0) };

/** What one condition sees as the present. Evaluation is synchronous, so one at a time is enough. */
export const setNow = (at: Date): void => {
  now.at = at;
};

/** CEL with what conditions have beyond it: every number compares and calculates with every other, and dates compare with text. */
export const baseEnvironment = (): Environment => {
  const environment = new Environment({ homogeneousAggregateLiterals: false, limits: limits.parser });
  // Whole numbers are numbers like any others; only CEL holds them apart.
  for (const [left, right] of [
    ['int', 'double'],
    ['double', 'int'],
  ] as const) {
    environment
      .registerOperator(`${left} + ${right}`, (a: Numeric, b: Numeric) => Number(a) + Number(b))
      .registerOperator(`${left} - ${right}`, (a: Numeric, b: Numeric) => Number(a) - Number(b))
      .registerOperator(`${left} * ${right}`, (a: Numeric, b: Numeric) => Number(a) * Number(b))
      .registerOperator(`${left} / ${right}`, (a: Numeric, b: Numeric) => Number(a) / Number(b));
  }
  environment
    .registerOperator('double % double', (a: number, b: number) => a % b)
    // Registers both directions.
    .registerOperator('int == double', (a: Numeric, b: Numeric) => Number(a) === Number(b))
    .registerOperator('int in list<double>', (a: Numeric, list: Iterable<Numeric>) =>
      Array.from(list, Number).includes(Number(a)),
    )
    .registerOperator('double in list<int>', (a: Numeric, list: Iterable<Numeric>) =>
      Array.from(list, Number).includes(Number(a)),
    )
    .registerOperator(`${timestamp} == string`, (a: unknown, b: unknown) => timeOf(a) === timeOf(b))
    .registerFunction(`date(string): ${timestamp}`, dateIn, synchronous)
    .registerFunction(`daysSince(${timestamp}): double`, (date: Date) => daysBetween(date, now.at), synchronous)
    // From the other side: what is left of a day counts as a day.
    .registerFunction(`daysUntil(${timestamp}): double`, (date: Date) => 0 - daysBetween(date, now.at), synchronous);
  for (const [left, right] of [
    [timestamp, 'string'],
    ['string', timestamp],
  ] as const) {
    environment
      .registerOperator(`${left} < ${right}`, (a: unknown, b: unknown) => timeOf(a) < timeOf(b))
      .registerOperator(`${left} <= ${right}`, (a: unknown, b: unknown) => timeOf(a) <= timeOf(b))
      .registerOperator(`${left} > ${right}`, (a: unknown, b: unknown) => timeOf(a) > timeOf(b))
      .registerOperator(`${left} >= ${right}`, (a: unknown, b: unknown) => timeOf(a) >= timeOf(b));
  }
  return environment;
};

/** The environment in which conditions are answered: the facts are as they come, and texts that are dates serve as dates. */
export const answeringEnvironment = (): Environment => {
  const environment = baseEnvironment()
    .registerFunction('daysSince(string): double', (text: string) => daysBetween(dateIn(text), now.at), synchronous)
    .registerFunction('daysUntil(string): double', (text: string) => 0 - daysBetween(dateIn(text), now.at), synchronous)
    .registerFunction('nonZero(dyn): dyn', nonZero, synchronous)
    .registerFunction('numberIn(dyn): double', numberIn, synchronous);
  for (const root of ['traits', 'orders', 'events', 'scores', 'subscriptions', 'event', 'reply', 'run']) {
    environment.registerVariable(root, 'map<string, dyn>');
  }
  return environment.registerVariable('segments', 'list<string>').registerVariable('now', timestamp);
};

type Numeric = number | bigint;

const synchronous = { async: false };

const timeOf = (value: unknown): number => dateIn(value).getTime();

const dateIn = (value: unknown): Date => {
  const date = dateOf(value);
  if (date === undefined) throw new NoAnswer('a text is no date');
  return date;
};

const nonZero = (value: unknown): unknown => {
  if (Number(value) === 0) throw new NoAnswer('it divides by zero');
  return value;
};

const numberIn = (value: unknown): number => {
  if (typeof value === 'string' && !decimal.test(value)) throw new NoAnswer('a text is no number');
  return Number(value);
};

/** Ends an evaluation: there is no answer. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}
