import { LiquidError, type StaticAnalysis } from 'liquidjs';
import { nearest } from '#shared/domain/marketing/did-you-mean.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import { plainEngine, refusedFilters } from './liquid.ts';
import { unknownName } from './unknown-name.ts';

/** Where a piece of a message's file starts. */
export interface Place {
  readonly file: string;
  /** 1-based line of the text's first line. */
  readonly line: number;
  /** 1-based column of the text's first character; later lines start at 1. */
  readonly column?: number;
}

/**
 * Finds what Liquid would stumble over, and names that no customer will ever have a value for.
 *
 * @param traits those that are declared; without them, names of traits are not looked at.
 */
export const checkLiquid = (text: string, place: Place, traits?: readonly string[]): readonly Problem[] => {
  const at = (row: number, column: number, message: string, hint?: string): Problem => ({
    file: place.file,
    line: place.line + row - 1,
    column: row === 1 ? column + (place.column ?? 1) - 1 : column,
    message,
    ...(hint === undefined ? {} : { hint }),
  });
  try {
    const { globals } = plainEngine.parseAndAnalyzeSync(text);
    return Object.values(globals)
      .flat()
      .flatMap(({ segments, location }) => {
        const unknown = unknownName(pathOf(segments), traits);
        return unknown === undefined ? [] : [at(location.row, location.col, unknown.message, unknown.hint)];
      });
  } catch (error) {
    if (!LiquidError.is(error)) throw error;
    const [row, column] = error.token.getPosition();
    return [at(row ?? 1, column ?? 1, withoutPosition(error.message), hintForError(error.message))];
  }
};

/** In `traits[event.name]` the second part is another variable: only the customer's values say which trait it is. */
const pathOf = (segments: Segments): readonly (string | undefined)[] =>
  segments.map((segment) => (typeof segment === 'object' ? undefined : String(segment)));

type Segments = StaticAnalysis['globals'][string][number]['segments'];

const withoutPosition = (message: string): string => message.replace(/(, file:.*?)?, line:\d+, col:\d+$/, '');

const hintForError = (message: string): string | undefined => {
  const filter = /undefined filter: (?<name>\w+)/.exec(message)?.groups?.name;
  if (filter !== undefined) return refusedFilters[filter] ?? didYouMean(filter, Object.keys(plainEngine.filters));
  const tag = /tag "?(?<name>\w+)"? not found/.exec(message)?.groups?.name;
  if (tag !== undefined) return didYouMean(tag, Object.keys(plainEngine.tags));
  if (/not closed/.test(message))
    return 'Every {% if %}, {% for %} or {% case %} needs its {% endif %}, {% endfor %} or {% endcase %}; every {{ its }}.';
  return undefined;
};

const didYouMean = (name: string, known: readonly string[]): string | undefined => {
  const meant = nearest(name, known);
  return meant === undefined ? undefined : `Did you mean "${meant}"?`;
};
