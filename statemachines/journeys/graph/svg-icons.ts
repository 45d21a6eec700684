import type { GraphNode } from './drawing.ts';

const icon = (path: string): string => `<path class="icon" d="${path}"/>`;
const mark = (path: string): string => `<path class="mark" d="${path}"/>`;

/** 20 × 20 each. */
export const icons: Readonly<Record<Exclude<GraphNode['kind'], 'entry' | 'end' | 'wait'>, string>> = {
  send: icon('M2.5 5h15v10.5h-15zM3 5.5l7 5.5 7-5.5'),
  task: icon('M4 3.5h12v13.5h-12zM7 3.5v-1.5h6v1.5M7 10.5l2.2 2.2 4-4.4'),
  'wait-for': `<circle class="icon" cx="10" cy="10" r="7.5"/>${icon('M10 5.5v5l3 2')}`,
  branch: icon('M10 2.5v5M10 7.5l-6 9M10 7.5l6 9M4 12.5v4h4M16 12.5v4h-4'),
  split: icon('M10 2.5v4M3.5 10.5v-4h13v4M3.5 13.5v3.5M10 6.5v4M10 13.5v3.5M16.5 13.5v3.5'),
  set: icon('M3 17l1-4 9.5-9.5 3 3-9.5 9.5zM11.5 5.5l3 3'),
  coupon: icon('M2.5 6h15v2.5a1.6 1.6 0 0 0 0 3.2v2.5h-15v-2.5a1.6 1.6 0 0 0 0-3.2zM8 8.5v.1M8 11.5v.1M11 12.5l2.5-5'),
  webhook: icon('M3 10h11M10 5.5l4.5 4.5-4.5 4.5M17.5 3v14'),
};

/** Smaller ones, 12 to 16 wide. */
export const clock = `<circle class="mark" cx="6" cy="6" r="5.2"/>${mark('M6 3v3.2l2 1.3')}`;
export const flag = mark('M3 15V2M3 2.5h9l-2.2 3 2.2 3h-9');
export const door = mark('M8 2.5h-5.5v11h5.5M6.5 8h8M11.8 5.2l2.8 2.8-2.8 2.8');
