import type { StaticAnalysis } from 'liquidjs';
import { nearest } from '#shared/domain/marketing/did-you-mean.ts';
import { plainEngine, refusedFilters } from './liquid.ts';
import { liquidTokens, withoutTexts } from './liquid-tokens.ts';
import { readableLiquid } from './readable-liquid.ts';
import type { TextMistake } from './text-mistake.ts';
import { unknownName } from './unknown-name.ts';

/** A property of an event that a text speaks of: `event.properties.model`. */
export interface SpokenProperty {
  readonly of: 'event' | 'reply';
  readonly property: string;
  readonly offset: number;
}

/** What a text says in Liquid. */
export interface LiquidReading {
  /** In the order of the text. */
  readonly mistakes: readonly TextMistake[];
  readonly properties: readonly SpokenProperty[];
  /** Whether Liquid can make anything of it; it can of a text that only speaks of unknown names. */
  readonly isReadable: boolean;
}

/**
 * Finds what Liquid would stumble over, and names that no customer will ever have a value for, all at once: what cannot be read is put
 * aside, and the rest is looked at all the same.
 *
 * @param traits those that are declared; without them, names of traits are not looked at.
 */
export const readLiquid = (text: string, traits?: readonly string[]): LiquidReading => {
  const { broken, globals } = readableLiquid(text);
  const filters = unknownFilters(text);
  // Where part of the text was put aside, names that it makes are made nowhere else.
  const own = broken.length === 0 ? new Set<string>() : namesMadeIn(text);
  const spoken = Object.values(globals)
    .flat()
    .map(({ segments, location: { row, col } }) => ({ path: pathOf(segments), offset: offsetOf(text, row, col) }))
    .filter(({ path: [root] }) => root === undefined || !own.has(root));
  const unknown = spoken.flatMap(({ path, offset }) => {
    const found = unknownName(path, traits);
    if (found === undefined) return [];
    const { part, ...said } = found;
    return [{ offset: offset + offsetOfPart(text.slice(offset), path[part], part), ...said }];
  });
  return {
    mistakes: [...broken, ...filters, ...unknown].toSorted((a, b) => a.offset - b.offset),
    properties: spoken.flatMap(({ path: [root, part, property], offset }): SpokenProperty[] =>
      (root === 'event' || root === 'reply') && part === 'properties' && property !== undefined
        ? [{ of: root, property, offset: offset + offsetOfPart(text.slice(offset), property, 2) }]
        : [],
    ),
    isReadable: broken.length === 0 && filters.length === 0,
  };
};

/** What a text that Liquid can read speaks of: `['event', 'properties', 'model']`. */
export const namesSpokenOf = (text: string): readonly (readonly (string | undefined)[])[] =>
  Object.values(readableLiquid(text).globals)
    .flat()
    .map(({ segments }) => pathOf(segments));

/** In `traits[event.name]` the second part is another variable: only the customer's values say which trait it is. */
const pathOf = (segments: Segments): readonly (string | undefined)[] =>
  segments.map((segment) => (typeof segment === 'object' ? undefined : String(segment)));

type Segments = StaticAnalysis['globals'][string][number]['segments'];

const offsetOf = (text: string, row: number, column: number): number =>
  text
    .split('\n')
    .slice(0, row - 1)
    .reduce((sum, line) => sum + line.length + 1, 0) +
  column -
  1;

/** How far into a path, as it is written, one of its parts begins. */
const offsetOfPart = (written: string, name: string | undefined, part: number): number => {
  if (part === 0 || name === undefined) return 0;
  // After the parts before it, whose names may hold its own.
  const start = part === 1 ? 0 : written.indexOf('properties') + 'properties'.length;
  const found = new RegExp(`[.\\['"]\\s*${name.replace(/[^\w\s]/g, '\\$&')}`, 'u').exec(written.slice(start));
  return found === null ? 0 : start + found.index + found[0].length - name.length;
};

const namesMadeIn = (text: string): ReadonlySet<string> =>
  new Set([
    'forloop',
    'tablerowloop',
    ...[...text.matchAll(/\{%-?\s*(?:assign|capture|for|tablerow|increment|decrement)\s+([\w-]+)/g)].map(
      ([, name]) => name ?? '',
    ),
  ]);

const unknownFilters = (text: string): readonly TextMistake[] => {
  const known = Object.keys(plainEngine.filters);
  return liquidTokens(text).flatMap(({ content, contentBegin }) =>
    [...withoutTexts(content).matchAll(/(?<!\|)\|\s*(?<name>[A-Za-z_][\w-]*)/g)].flatMap((match): TextMistake[] => {
      const name = match.groups?.name ?? '';
      if (known.includes(name)) return [];
      const meant = nearest(name, known);
      const hint =
        refusedFilters[name] ?? (meant === undefined ? 'docs/messages.md names the usual ones' : `did you mean \`${meant}\`?`);
      const offset = contentBegin + match.index + match[0].length - name.length;
      return [{ offset, message: `there is no filter \`${name}\``, hint }];
    }),
  );
};
