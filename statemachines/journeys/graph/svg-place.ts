import { Graph, layout } from '@dagrejs/dagre';
import { crossings } from './crossings.ts';
import type { GraphEdge, JourneyGraph } from './drawing.ts';
import type { Point } from './svg-arrow.ts';
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
export const place = (graph: JourneyGraph): Placed => {
  const [asWritten, asItFits] = [placeIn(graph, true), placeIn(graph, false)];
  const crossed = ({ edges }: Placed) => crossings(edges.map(({ points }) => points));
  return crossed(asWritten) <= crossed(asItFits) ? asWritten : asItFits;
};

const placeIn = ({ nodes, edges }: JourneyGraph, orderOfTheFile: boolean): Placed => {
  const boxes = new Map(nodes.map((node) => [node.id, boxOf(node)]));
  const labels = edges.map(labelOf);
  const arrivals = Map.groupBy(edges, ({ to }) => to);
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 36, ranksep: 26, edgesep: 24, marginx: 0, marginy: 0 });
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
  return {
    width,
    height,
    boxes: placed,
    edges: edges.map((edge, index): PlacedEdge => {
      const found = graph.edge(edge.from, edge.to, String(index));
      const label = labels[index];
      const [from, to] = [placed.get(edge.from), placed.get(edge.to)];
      const points = from === undefined || to === undefined ? [] : upright((found.points ?? []).map(point), from, to);
      return label === undefined ? { edge, points } : { edge, points, label: { ...label, ...point(found) } };
    }),
  };
};

const point = ({ x = 0, y = 0 }: { readonly x?: number; readonly y?: number }): Point => ({ x, y });

/** Lines leave a box below and come in above, never at its side. */
const upright = (points: readonly Point[], from: Box & Point, to: Box & Point): readonly Point[] => {
  const inner = points.slice(1, -1);
  const start = { x: within(from, (inner[0] ?? to).x), y: from.y + from.height / 2 };
  const end = { x: within(to, (inner.at(-1) ?? from).x), y: to.y - to.height / 2 };
  return [start, ...inner, end];
};

/** Where on a box a line to there begins: on that side of it, but not at a corner. */
const within = ({ x, width }: Box & Point, wanted: number): number => {
  const reach = Math.max(0, width / 4 - 12);
  return Math.min(x + reach, Math.max(x - reach, wanted));
};
