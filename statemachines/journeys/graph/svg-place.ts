import { Graph, layout } from '@dagrejs/dagre';
import { crossings } from './crossings.ts';
import type { GraphEdge, JourneyGraph } from './drawing.ts';
import { along, type Point } from './svg-arrow.ts';
import { type Label, labelOf } from './svg-label.ts';
import { type Box, boxOf } from './svg-node.ts';

/** Where everything is, by the middle of its box. */
export interface Placed {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Box & Point>;
  readonly edges: readonly PlacedEdge[];
}

interface PlacedEdge {
  readonly edge: GraphEdge;
  readonly points: readonly Point[];
  readonly label?: Label & Point;
}

/** Arms from left to right in the order of the file, unless that makes more lines cross than there need be. */
export const place = (graph: JourneyGraph, conditions: boolean): Placed => {
  const [asWritten, asItFits] = [placeIn(graph, conditions, true), placeIn(graph, conditions, false)];
  const crossed = ({ edges }: Placed) => crossings(edges.map(({ points }) => points));
  return crossed(asWritten) <= crossed(asItFits) ? asWritten : asItFits;
};

const placeIn = ({ nodes, edges }: JourneyGraph, conditions: boolean, orderOfTheFile: boolean): Placed => {
  const boxes = new Map(nodes.map((node) => [node.id, boxOf(node)]));
  const labels = edges.map((edge) => labelOf(edge, conditions));
  const arrivals = Map.groupBy(edges, ({ to }) => to);
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 36, ranksep: 36, edgesep: 24, marginx: 0, marginy: 0 });
  for (const [id, { width, height }] of boxes) graph.setNode(id, { width, height });
  // The way it is meant to go comes first.
  const inOrder = [...edges.entries()].toSorted(([, a], [, b]) => Number(a.exception === true) - Number(b.exception === true));
  for (const [index, { from, to }] of inOrder) {
    const label = labels[index];
    const size = label === undefined ? {} : { width: label.width, height: label.height, labelpos: 'c' as const };
    // Lines are short and straight; what has to be long is the way to where several meet.
    const weight = (arrivals.get(to)?.length ?? 0) > 1 ? 1 : 4;
    graph.setEdge(from, to, { ...size, weight }, String(index));
  }
  layout(graph, { disableOptimalOrderHeuristic: orderOfTheFile });
  const placed = new Map([...boxes].map(([id, box]) => [id, { ...box, ...point(graph.node(id)) }]));
  const { width = 0, height = 0 } = graph.graph();
  const found = edges.map((edge, index) => graph.edge(edge.from, edge.to, String(index)));
  const placedLabels = labels.map((label, index) => label && { ...label, ...point(found[index] ?? {}) });
  const rows = rowsOf([...placed.values(), ...placedLabels.filter((label) => label !== undefined)]);
  return {
    width,
    height,
    boxes: placed,
    edges: edges.map((edge, index): PlacedEdge => {
      const label = placedLabels[index];
      const [from, to] = [placed.get(edge.from), placed.get(edge.to)];
      if (from === undefined || to === undefined) return { edge, points: [] };
      const inTheWay = [...placed.values(), ...placedLabels].filter(
        (box) => box !== undefined && box !== from && box !== to && box !== label,
      );
      const inner = (found[index]?.points ?? []).slice(1, -1).map(point);
      const points = route(inner, { from, to, label, rows, inTheWay: inTheWay.filter((box) => box !== undefined) });
      return label === undefined ? { edge, points } : { edge, points, label };
    }),
  };
};

const point = ({ x = 0, y = 0 }: { readonly x?: number; readonly y?: number }): Point => ({ x, y });

type Placement = Point & { readonly width: number; readonly height: number };

/** How high each row is, by its middle: what stands in it has its middle there too. */
const rowsOf = (all: readonly Placement[]): ReadonlyMap<number, number> => {
  const rows = new Map<number, number>();
  for (const { y, height } of all) rows.set(Math.round(y), Math.max(rows.get(Math.round(y)) ?? 0, height));
  return rows;
};

interface Surroundings {
  readonly from: Placement;
  readonly to: Placement;
  readonly label: Placement | undefined;
  readonly rows: ReadonlyMap<number, number>;
  readonly inTheWay: readonly Placement[];
}

/**
 * Lines leave a box below and come in above, go straight down through their label, and past everything else: a point that only bends
 * the line is left out where nothing is in the way without it.
 */
const route = (inner: readonly Point[], { from, to, label, rows, inTheWay }: Surroundings): readonly Point[] => {
  const stops = inner.map((stop): readonly Point[] => {
    const isLabel = label !== undefined && Math.abs(stop.y - label.y) < 1;
    const height = isLabel ? label.height : (rows.get(Math.round(stop.y)) ?? 0);
    const x = isLabel ? label.x : stop.x;
    return [
      { x, y: stop.y - height / 2 },
      { x, y: stop.y + height / 2 },
    ];
  });
  const start = { x: within(from, (inner[0] ?? to).x), y: from.y + from.height / 2 };
  const end = { x: within(to, (inner.at(-1) ?? from).x), y: to.y - to.height / 2 };
  const isFree = (a: Point, b: Point) => !along(a, b).some((at) => inTheWay.some((box) => isInside(box, at)));
  const kept = [start];
  for (const [index, stop] of stops.entries()) {
    const [above] = stop;
    const isNeeded =
      label !== undefined && above !== undefined && above.x === label.x && Math.abs((inner[index]?.y ?? 0) - label.y) < 1;
    const next = stops[index + 1]?.[0] ?? end;
    if (isNeeded || !isFree(kept.at(-1) ?? start, next)) kept.push(...stop);
  }
  return [...kept, end];
};

const room = 6;
const isInside = (box: Placement, { x, y }: Point): boolean =>
  Math.abs(x - box.x) < box.width / 2 + room && Math.abs(y - box.y) < box.height / 2 + room / 2;

/** Where on a box a line to there begins: on that side of it, but not at a corner. */
const within = ({ x, width }: Placement, wanted: number): number => {
  const reach = Math.max(0, width / 4 - 12);
  return Math.min(x + reach, Math.max(x - reach, wanted));
};
