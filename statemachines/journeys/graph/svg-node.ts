import type { GraphNode } from './drawing.ts';
import { clock, icons } from './svg-icons.ts';
import { escaped, px, texts } from './svg-text.ts';
import { linesOf, shortened, textWidth } from './text-lines.ts';

/** How much room a box takes, and its text in lines that fit. */
export interface Box {
  readonly width: number;
  readonly height: number;
  readonly title: readonly string[];
  readonly details: readonly string[];
}

const cardWidth = 250;
const textInset = 54;
const clockInset = 28;

/** Steps are cards; waits are small, and lie on the line. */
export const boxOf = (node: GraphNode): Box => {
  const { inner, titleSize, bold } = room(node);
  const title = linesOf(shortened(node.title), inner, titleSize, bold);
  const details = node.details.flatMap((detail) => linesOf(shortened(detail), inner, 12));
  const widest = Math.max(
    ...title.map((line) => textWidth(line, titleSize, bold)),
    ...details.map((line) => textWidth(line, 12)),
  );
  const lines = { title, details };
  switch (node.kind) {
    case 'wait':
      return { width: widest + clockInset + 12, height: 6 + 16 * (title.length + details.length), ...lines };
    case 'entry':
    case 'end':
      return { width: Math.max(120, widest + 48), height: 22 + 18 * title.length + 16 * details.length, ...lines };
    default:
      return { width: cardWidth, height: 38 + 18 * title.length + 16 * details.length, ...lines };
  }
};

const room = ({ kind }: GraphNode): { readonly inner: number; readonly titleSize: number; readonly bold: boolean } => {
  switch (kind) {
    case 'entry':
      return { inner: 290, titleSize: 14, bold: true };
    case 'end':
      return { inner: 170, titleSize: 14, bold: false };
    case 'wait':
      return { inner: 220, titleSize: 12, bold: false };
    default:
      return { inner: cardWidth - textInset - 12, titleSize: 14, bold: true };
  }
};

export const drawNode = (node: GraphNode, box: Box): readonly string[] => [
  ...(isCut(node) ? [`<title>${escaped([node.title, ...node.details].join('\n'))}</title>`] : []),
  ...drawing(node, box),
];

const isCut = ({ title, details }: GraphNode): boolean => [title, ...details].some((text) => text !== shortened(text));

const drawing = (node: GraphNode, box: Box): readonly string[] => {
  switch (node.kind) {
    case 'entry':
      return drawPill(box, { back: 'entry', text: 'entry-text', faint: 'entry-faint', bold: true });
    case 'end':
      return drawPill(box, { back: 'card', text: '', faint: 'faint', bold: false });
    case 'wait':
      return drawWait(box);
    default:
      return drawCard(node.kind, node.day, box);
  }
};

interface Look {
  readonly back: string;
  readonly text: string;
  readonly faint: string;
  readonly bold: boolean;
}

const drawPill = ({ width, height, title, details }: Box, { back, text, faint, bold }: Look): readonly string[] => {
  const middle = { x: width / 2, anchor: 'middle' } as const;
  return [
    `<rect class="${back}" width="${px(width)}" height="${px(height)}" rx="${px(Math.min(height / 2, 24))}"/>`,
    ...texts(title, { ...middle, y: 26, size: 14, step: 18, bold, className: text }),
    ...texts(details, { ...middle, y: 26 + 18 * title.length - 1, size: 12, step: 16, className: faint }),
  ];
};

const drawWait = ({ width, height, title, details }: Box): readonly string[] => [
  `<rect class="label" width="${px(width)}" height="${px(height)}" rx="11"/>`,
  `<g transform="translate(10 ${px(height / 2 - 6)})">${clock}</g>`,
  ...texts([...title, ...details], { x: clockInset, y: 15, size: 12, step: 16, className: 'faint' }),
];

const drawCard = (
  kind: keyof typeof icons,
  day: string | undefined,
  { width, height, title, details }: Box,
): readonly string[] => [
  `<rect class="card" width="${px(width)}" height="${px(height)}" rx="10"/>`,
  `<circle class="disc" cx="28" cy="${px(height / 2)}" r="16"/>`,
  `<g transform="translate(18 ${px(height / 2 - 10)})">${icons[kind]}</g>`,
  ...texts([kind.replace('-', ' ').toUpperCase()], { x: textInset, y: 20, size: 10, step: 0, className: 'faint', spaced: true }),
  ...(day === undefined ? [] : texts([day], { x: width - 14, y: 20, size: 11, step: 0, anchor: 'end', className: 'faint' })),
  ...texts(title, { x: textInset, y: 38, size: 14, step: 18, bold: true, className: '' }),
  ...texts(details, { x: textInset, y: 38 + 18 * title.length - 2, size: 12, step: 16, className: 'faint' }),
];
