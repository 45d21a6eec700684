import { px } from './svg-text.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Through all points, downwards at each of them. */
export const curve = (points: readonly Point[]): string => {
  const [first, ...others] = points;
  if (first === undefined) return '';
  let at = first;
  const legs = others.map((to) => {
    const middle = (at.y + to.y) / 2;
    const leg = at.x === to.x ? `V${px(to.y)}` : `C${px(at.x)} ${px(middle)} ${px(to.x)} ${px(middle)} ${px(to.x)} ${px(to.y)}`;
    at = to;
    return leg;
  });
  return `M${px(first.x)} ${px(first.y)}${legs.join('')}`;
};

/** Points on the way of {@link curve} from one point to the next. */
export const along = (from: Point, to: Point): readonly Point[] =>
  shares.map((share) => {
    const rest = 1 - share;
    const early = rest ** 3 + 3 * rest ** 2 * share;
    return { x: from.x * early + to.x * (1 - early), y: from.y + (to.y - from.y) * yShare(share) };
  });

const shares = Array.from({ length: 25 }, (_, index) => index / 24);
const yShare = (share: number): number => 3 * (1 - share) ** 2 * share * 0.5 + 3 * (1 - share) * share ** 2 * 0.5 + share ** 3;

/** The point of an arrow that comes from there. */
export const tip = (from: Point, to: Point): string => {
  const angle = (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI;
  return `<path class="tip" d="M0 0L-8 -4.5V4.5Z" transform="translate(${px(to.x)} ${px(to.y)}) rotate(${px(angle)})"/>`;
};
