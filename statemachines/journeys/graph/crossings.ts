import type { Point } from './svg-arrow.ts';

type Line = readonly Point[];

/** How often lines cross each other. Where they only touch, as at a box that several come to, they do not. */
export const crossings = (lines: readonly Line[]): number =>
  lines.reduce((sum, line, index) => sum + lines.slice(index + 1).filter((other) => cross(line, other)).length, 0);

const cross = (a: Line, b: Line): boolean =>
  legs(a).some(([from, to]) => legs(b).some(([start, end]) => meet(from, to, start, end)));

const legs = (line: Line): readonly (readonly [Point, Point])[] =>
  line.slice(1).map((to, index) => [line[index] ?? to, to] as const);

const meet = (a: Point, b: Point, c: Point, d: Point): boolean =>
  side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;

/** On which side of the line from `a` to `b` a point is, as a sign; 0 on it. */
const side = (a: Point, b: Point, { x, y }: Point): number => Math.sign((b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x));
