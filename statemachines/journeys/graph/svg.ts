import type { DrawingOptions, JourneyGraph } from './drawing.ts';
import { curve, tip } from './svg-arrow.ts';
import { drawLabel } from './svg-label.ts';
import { drawNode } from './svg-node.ts';
import { type Placed, place } from './svg-place.ts';
import { drawSide, type Side, sideOf, sideWidth } from './svg-side.ts';
import { style } from './svg-style.ts';
import { escaped, px, texts } from './svg-text.ts';
import { linesOf } from './text-lines.ts';

const margin = 28;
const gutter = 78;
const narrowest = 360;

/**
 * The graph as an SVG that stands by itself: in a manual, a pull request, a slide. Light or dark as its reader's screen is. The same
 * graph always gives the same text.
 */
export const svgOf = (graph: JourneyGraph, { conditions = false }: DrawingOptions = {}): string => {
  const placed = place(graph, conditions);
  const side = sideOf(graph);
  const width = margin + Math.max(narrowest, placed.width + (side === undefined ? 0 : gutter + sideWidth)) + margin;
  const headline = headOf(graph, width - 2 * margin);
  const top = margin + headline.height;
  const height = top + Math.max(placed.height, side?.height ?? 0) + margin;

  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${px(width)} ${px(height)}" width="${px(width)}" height="${px(height)}" role="img" aria-labelledby="title">`,
    `<title id="title">${escaped(`The journey ${graph.journey}: ${graph.description}`)}</title>`,
    `<style>${style}</style>`,
    `<rect class="page" width="${px(width)}" height="${px(height)}" rx="14"/>`,
    ...headline.svg,
    `<g transform="translate(${margin} ${px(top)})">`,
    ...lines(graph, placed),
    ...graph.nodes.flatMap((node) => {
      const box = placed.boxes.get(node.id);
      return box === undefined ? [] : [at(box, drawNode(node, box))];
    }),
    ...placed.edges.flatMap(({ label }) => (label === undefined ? [] : [at(label, drawLabel(label))])),
    '</g>',
    ...(side === undefined ? [] : besides(side, graph, placed, { top, bottom: height - margin })),
    '</svg>',
    '',
  ].join('\n');
};

const at = (
  { x, y, width, height }: Readonly<Record<'x' | 'y' | 'width' | 'height', number>>,
  content: readonly string[],
): string => [`<g transform="translate(${px(x - width / 2)} ${px(y - height / 2)})">`, ...content, '</g>'].join('');

/** A wait lies on its line, so no arrow points at it. */
const lines = ({ nodes }: JourneyGraph, { edges }: Placed): readonly string[] => {
  const waits = new Set(nodes.filter(({ kind }) => kind === 'wait').map(({ id }) => id));
  return edges.map(({ edge, points }) => {
    const last = points.at(-1);
    if (last === undefined) return '';
    const dashes = edge.exception === true ? ' stroke-dasharray="5 4"' : '';
    return `<path class="line"${dashes} d="${curve(points)}"/>${waits.has(edge.to) ? '' : tip({ x: last.x, y: last.y - 1 }, last)}`;
  });
};

const besides = (
  side: Side,
  { nodes }: JourneyGraph,
  { width, boxes }: Placed,
  { top, bottom }: Readonly<Record<'top' | 'bottom', number>>,
): readonly string[] => {
  const steps = nodes.flatMap(({ id, kind }) => (kind === 'entry' || kind === 'end' ? [] : (boxes.get(id) ?? [])));
  // A journey that only ends has no steps to put a bracket around.
  const around = steps.length === 0 ? [...boxes.values()] : steps;
  return drawSide(side, {
    left: margin + width + 14,
    from: top + Math.min(...around.map(({ y, height }) => y - height / 2)),
    to: top + Math.max(...around.map(({ y, height }) => y + height / 2)),
    cardLeft: margin + width + gutter,
    top,
    bottom,
  });
};

const headOf = (
  { journey, description }: JourneyGraph,
  width: number,
): { readonly svg: readonly string[]; readonly height: number } => {
  const said = linesOf(description, Math.min(width, 900), 13);
  return {
    svg: [
      ...texts([journey], { x: margin, y: margin + 14, size: 18, step: 0, bold: true, className: '' }),
      ...texts(said, { x: margin, y: margin + 38, size: 13, step: 18, className: 'faint' }),
    ],
    height: 22 + 18 * said.length + 24,
  };
};
