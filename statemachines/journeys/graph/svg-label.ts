import type { GraphEdge } from './drawing.ts';
import { escaped, px, texts } from './svg-text.ts';
import { linesOf, shortened, textWidth } from './text-lines.ts';

/** What lies on an arrow: which way it is, and the condition of that way. */
export interface Label {
  readonly width: number;
  readonly height: number;
  readonly lines: readonly string[];
  readonly faint: readonly string[];
  /** Shown where somebody points at it. */
  readonly hidden?: string;
}

const widestText = 190;

/** With the condition below the name only where conditions are wanted. */
export const labelOf = ({ label, when }: GraphEdge, conditions: boolean): Label | undefined => {
  if (label === undefined) return undefined;
  const lines = linesOf(shortened(label), widestText, 12, true);
  const faint = when === undefined || !conditions ? [] : linesOf(shortened(when), widestText, 11);
  const widest = Math.max(...lines.map((line) => textWidth(line, 12, true)), ...faint.map((line) => textWidth(line, 11)));
  return {
    width: widest + 24,
    height: 6 + 16 * lines.length + 14 * faint.length,
    lines,
    faint,
    ...(when === undefined || conditions ? {} : { hidden: when }),
  };
};

export const drawLabel = ({ width, height, lines, faint, hidden }: Label): readonly string[] => [
  ...(hidden === undefined ? [] : [`<title>${escaped(hidden)}</title>`]),
  `<rect class="label" width="${px(width)}" height="${px(height)}" rx="11"/>`,
  ...texts(lines, { x: width / 2, y: 15, size: 12, step: 16, bold: true, anchor: 'middle', className: 'faint' }),
  ...texts(faint, { x: width / 2, y: 14 + 16 * lines.length, size: 11, step: 14, anchor: 'middle', className: 'faint' }),
];
