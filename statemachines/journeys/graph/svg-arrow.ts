import { px } from './svg-text.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Through the middles of the legs, each corner rounded off. */
export const curve = (points: readonly Point[]): string => {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return '';
  const bends = points.slice(1, -1).map((corner, index) => {
    const next = points[index + 2] ?? last;
    const end = index === points.length - 3 ? next : { x: (corner.x + next.x) / 2, y: (corner.y + next.y) / 2 };
    return `Q${px(corner.x)} ${px(corner.y)} ${px(end.x)} ${px(end.y)}`;
  });
  return `M${px(first.x)} ${px(first.y)}${bends.length === 0 ? `L${px(last.x)} ${px(last.y)}` : bends.join('')}`;
};

/** The point of an arrow that comes from there. */
export const tip = (from: Point, to: Point): string => {
  const angle = (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI;
  return `<path class="tip" d="M0 0L-8 -4.5V4.5Z" transform="translate(${px(to.x)} ${px(to.y)}) rotate(${px(angle)})"/>`;
};
