import { Graph, layout } from '@dagrejs/dagre';
import type { GraphEdge, GraphNode, JourneyGraph } from './journey-graph.ts';
import { linesOf, textWidth } from './text-lines.ts';

/**
 * The graph as an SVG that stands by itself: in a manual, a pull request, a slide. Light or dark as its reader's screen is. The same
 * graph always gives the same text.
 */
export const svgOf = (graph: JourneyGraph): string => {
  const boxes = new Map(graph.nodes.map((node) => [node.id, boxOf(node)]));
  const placed = place(graph, boxes);
  const side = sideOf(graph);
  const width = margin + placed.width + (side === undefined ? 0 : gutter + sideWidth) + margin;
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
    ...placed.edges.map(drawLine),
    ...graph.nodes.map((node) => drawNode(node, boxes, placed.at)),
    ...placed.edges.map(drawLabel),
    '</g>',
    ...(side === undefined ? [] : drawSide(side, placed, boxes, graph, top)),
    '</svg>',
    '',
  ].join('\n');
};

const margin = 28;
const gutter = 78;
const sideWidth = 216;
const boxWidth = 280;
const textInset = 54;

const style = [
  "text{font-family:system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif;fill:#1f2d36}",
  '.page{fill:#fbfcfc}.card{fill:#fff;stroke:#d3dce0}.line{fill:none;stroke:#8fa1ab;stroke-width:1.5}.tip{fill:#8fa1ab}',
  '.faint{fill:#5c6d77}.entry{fill:#0b5d4e}.entry-text{fill:#fff}.entry-faint{fill:#cfe6e0}.label{fill:#eef2f4;stroke:#d3dce0}',
  '.icon{fill:none;stroke:#0b5d4e;stroke-width:1.6;stroke-linecap:round;stroke-linejoin:round}.disc{fill:#e3f1ee}',
  '.goal{fill:#eaf6ee;stroke:#9fd0b0}.exit{fill:#fbf1ec;stroke:#e2bfae}.mark{fill:none;stroke:#5c6d77;stroke-width:1.6;stroke-linecap:round;stroke-linejoin:round}',
  '@media (prefers-color-scheme:dark){text{fill:#e6edf0}.page{fill:#12181c}.card{fill:#1b2429;stroke:#35434b}.line{stroke:#6f828d}.tip{fill:#6f828d}',
  '.faint{fill:#9fb0ba}.entry{fill:#12806c}.entry-text{fill:#fff}.entry-faint{fill:#d6efe9}.label{fill:#232e34;stroke:#35434b}.icon{stroke:#6fd0bb}.disc{fill:#17382f}',
  '.goal{fill:#16291d;stroke:#33563f}.exit{fill:#2c201b;stroke:#5d4437}.mark{stroke:#9fb0ba}}',
].join('');

interface Box {
  readonly width: number;
  readonly height: number;
  readonly title: readonly string[];
  readonly detail: readonly string[];
}

const boxOf = ({ kind, title, detail }: GraphNode): Box => {
  const pill = kind === 'entry' || kind === 'end';
  const inner = pill ? boxWidth - 48 : boxWidth - textInset - 12;
  const titleLines = linesOf(title, inner, 14, true);
  const detailLines = detail === undefined ? [] : linesOf(detail, inner, 12);
  const widest = Math.max(
    ...titleLines.map((line) => textWidth(line, 14, true)),
    ...detailLines.map((line) => textWidth(line, 12)),
  );
  return {
    width: pill ? Math.max(150, widest + 48) : boxWidth,
    height: (pill ? 22 : 38) + 18 * titleLines.length + 16 * detailLines.length,
    title: titleLines,
    detail: detailLines,
  };
};

interface Point {
  readonly x: number;
  readonly y: number;
}

interface PlacedEdge {
  readonly edge: GraphEdge;
  readonly points: readonly Point[];
  readonly label?: Point & { readonly width: number };
}

interface Placed {
  readonly width: number;
  readonly height: number;
  readonly at: ReadonlyMap<string, Point>;
  readonly edges: readonly PlacedEdge[];
}

const labelHeight = 22;
const labelWidth = (label: string): number => textWidth(label, 12) + 24 + (isWait(label) ? 16 : 0);
const isWait = (label: string): boolean => label.startsWith('wait ');

const place = ({ nodes, edges }: JourneyGraph, boxes: ReadonlyMap<string, Box>): Placed => {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 36, ranksep: 26, marginx: 0, marginy: 0 });
  for (const { id } of nodes) {
    const box = boxes.get(id);
    graph.setNode(id, { width: box?.width ?? 0, height: box?.height ?? 0 });
  }
  for (const [index, { from, to, label }] of edges.entries()) {
    const size = label === undefined ? {} : { width: labelWidth(label), height: labelHeight, labelpos: 'c' as const };
    graph.setEdge(from, to, size, String(index));
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    width,
    height,
    at: new Map(nodes.map(({ id }) => [id, point(graph.node(id))])),
    edges: edges.map((edge, index): PlacedEdge => {
      const found = graph.edge(edge.from, edge.to, String(index));
      const points = (found.points ?? []).map(point);
      return edge.label === undefined
        ? { edge, points }
        : { edge, points, label: { ...point(found), width: labelWidth(edge.label) } };
    }),
  };
};

const point = ({ x = 0, y = 0 }: { readonly x?: number; readonly y?: number }): Point => ({ x, y });

const drawNode = (node: GraphNode, boxes: ReadonlyMap<string, Box>, at: ReadonlyMap<string, Point>): string => {
  const box = boxes.get(node.id);
  const middle = at.get(node.id);
  if (box === undefined || middle === undefined) return '';
  const { width, height } = box;
  const origin = `<g transform="translate(${px(middle.x - width / 2)} ${px(middle.y - height / 2)})">`;
  return [origin, ...(isPill(node) ? drawPill(node, box) : drawCard(node, box)), '</g>'].join('');
};

const isPill = ({ kind }: GraphNode): boolean => kind === 'entry' || kind === 'end';

const drawPill = ({ kind }: GraphNode, { width, height, title, detail }: Box): readonly string[] => {
  const [back, text, faint] = kind === 'entry' ? ['entry', 'entry-text', 'entry-faint'] : ['card', '', 'faint'];
  const radius = Math.min(height / 2, 24);
  return [
    `<rect class="${back}" width="${px(width)}" height="${px(height)}" rx="${px(radius)}"/>`,
    ...texts(title, { x: width / 2, y: 26, size: 14, step: 18, bold: kind === 'entry', anchor: 'middle', className: text }),
    ...texts(detail, { x: width / 2, y: 26 + 18 * title.length - 1, size: 12, step: 16, anchor: 'middle', className: faint }),
  ];
};

const drawCard = ({ kind, day }: GraphNode, { width, height, title, detail }: Box): readonly string[] => [
  `<rect class="card" width="${px(width)}" height="${px(height)}" rx="10"/>`,
  `<circle class="disc" cx="28" cy="${px(height / 2)}" r="16"/>`,
  `<g transform="translate(18 ${px(height / 2 - 10)})">${iconOf(kind)}</g>`,
  ...(kind === 'step'
    ? []
    : texts([(kind === 'choice' ? 'branch' : kind).toUpperCase()], {
        x: textInset,
        y: 20,
        size: 10,
        step: 0,
        className: 'faint',
        spaced: true,
      })),
  ...(day === undefined
    ? []
    : texts([`Day ${day}`], { x: width - 14, y: 20, size: 11, step: 0, anchor: 'end', className: 'faint' })),
  ...texts(title, { x: textInset, y: 38, size: 14, step: 18, bold: true, className: '' }),
  ...texts(detail, { x: textInset, y: 38 + 18 * title.length - 2, size: 12, step: 16, className: 'faint' }),
];

/** 20 × 20 each; a kind of step without a picture of its own gets a dot. */
const iconOf = (kind: string): string => {
  if (kind === 'send') return '<path class="icon" d="M2.5 5h15v10.5h-15zM3 5.5l7 5.5 7-5.5"/>';
  if (kind === 'task') return '<path class="icon" d="M4 3.5h12v13.5h-12zM7 3.5v-1.5h6v1.5M7 10.5l2.2 2.2 4-4.4"/>';
  if (kind === 'choice') return '<path class="icon" d="M10 2.5v5M10 7.5l-6 9M10 7.5l6 9M4 12.5v4h4M16 12.5v4h-4"/>';
  return '<circle class="icon" cx="10" cy="10" r="4"/>';
};

const clock = '<circle class="mark" cx="6" cy="6" r="5.2"/><path class="mark" d="M6 3v3.2l2 1.3"/>';
const flag = '<path class="mark" d="M3 15V2M3 2.5h9l-2.2 3 2.2 3h-9"/>';
const door = '<path class="mark" d="M8 2.5h-5.5v11h5.5M6.5 8h8M11.8 5.2l2.8 2.8-2.8 2.8"/>';

const drawLine = ({ edge, points }: PlacedEdge): string => {
  const last = points.at(-1);
  const before = points.at(-2);
  if (last === undefined || before === undefined) return '';
  const dashes = edge.exception === true ? ' stroke-dasharray="5 4"' : '';
  return `<path class="line"${dashes} d="${curve(points)}"/>${tip(before, last)}`;
};

/** Through the middles of the legs, each corner rounded off. */
const curve = (points: readonly Point[]): string => {
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

const tip = (from: Point, to: Point): string => {
  const angle = (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI;
  return `<path class="tip" d="M0 0L-8 -4.5V4.5Z" transform="translate(${px(to.x)} ${px(to.y)}) rotate(${px(angle)})"/>`;
};

const drawLabel = ({ edge, label }: PlacedEdge): string => {
  if (label === undefined || edge.label === undefined) return '';
  const wait = isWait(edge.label);
  const origin = `<g transform="translate(${px(label.x - label.width / 2)} ${px(label.y - labelHeight / 2)})">`;
  return [
    origin,
    `<rect class="label" width="${px(label.width)}" height="${labelHeight}" rx="11"/>`,
    ...(wait ? [`<g transform="translate(10 5)">${clock}</g>`] : []),
    ...texts([edge.label], { x: wait ? 28 : 12, y: 15, size: 12, step: 0, className: 'faint' }),
    '</g>',
  ].join('');
};

interface SideCard {
  readonly kind: 'goal' | 'exit';
  readonly heading: string;
  readonly lines: readonly string[];
  readonly note: readonly string[];
  readonly height: number;
}

interface Side {
  readonly cards: readonly SideCard[];
  readonly height: number;
}

const cardGap = 18;

/** The goal, and below it what else takes a customer out. */
const sideOf = ({ goal, exits }: JourneyGraph): Side | undefined => {
  const inner = sideWidth - 58;
  const card = (kind: SideCard['kind'], heading: string, what: readonly string[], note: readonly string[]): SideCard => {
    const lines = what.flatMap((each) => linesOf(each, inner, 14, true));
    return { kind, heading, lines, note, height: 38 + 18 * lines.length + 16 * note.length };
  };
  const cards = [
    ...(goal === undefined ? [] : [card('goal', 'Goal', [goal.on], [`within ${goal.within}`])]),
    ...(exits.length === 0 ? [] : [card('exit', 'Leaves at once on', exits, [])]),
  ];
  if (cards.length === 0) return undefined;
  return { cards, height: cards.reduce((sum, { height }) => sum + height + cardGap, -cardGap) };
};

const drawSide = (
  side: Side,
  placed: Placed,
  boxes: ReadonlyMap<string, Box>,
  { nodes }: JourneyGraph,
  top: number,
): readonly string[] => {
  const spans = nodes
    .filter((node) => !isPill(node))
    .map(({ id }) => {
      const middle = placed.at.get(id)?.y ?? 0;
      const half = (boxes.get(id)?.height ?? 0) / 2;
      return [middle - half, middle + half] as const;
    });
  const from = Math.min(...spans.map(([start]) => start));
  const to = Math.max(...spans.map(([, end]) => end));
  const left = margin + placed.width + 14;
  const cardLeft = margin + placed.width + gutter;
  const middle = top + (from + to) / 2;
  const stem = left + 26;
  let y = Math.max(top, middle - side.height / 2);
  const cards = side.cards.map((card) => {
    const placedCard = { card, y };
    y += card.height + cardGap;
    return placedCard;
  });
  const arrows = cards.map(({ card, y: at }) => at + card.height / 2);
  const [start, end] = [Math.min(middle, ...arrows), Math.max(middle, ...arrows)];
  return [
    // A bracket around all steps: wherever the customer is.
    `<path class="line" stroke-dasharray="5 4" d="M${px(left)} ${px(top + from)}h6q6 0 6 6V${px(top + to - 6)}q0 6 -6 6h-6M${px(left + 12)} ${px(middle)}H${px(stem)}M${px(stem)} ${px(start)}V${px(end)}${arrows.map((at) => `M${px(stem)} ${px(at)}H${px(cardLeft - 8)}`).join('')}"/>`,
    ...arrows.map((at) => tip({ x: stem, y: at }, { x: cardLeft - 2, y: at })),
    ...cards.map(({ card, y: at }) =>
      [
        `<g transform="translate(${px(cardLeft)} ${px(at)})">`,
        `<rect class="${card.kind}" width="${sideWidth}" height="${px(card.height)}" rx="10"/>`,
        `<g transform="translate(14 ${px(card.height / 2 - 8)})">${card.kind === 'goal' ? flag : door}</g>`,
        ...texts([card.heading.toUpperCase()], { x: 44, y: 20, size: 10, step: 0, className: 'faint', spaced: true }),
        ...texts(card.lines, { x: 44, y: 38, size: 14, step: 18, bold: true, className: '' }),
        ...texts(card.note, { x: 44, y: 38 + 18 * card.lines.length - 2, size: 12, step: 16, className: 'faint' }),
        '</g>',
      ].join(''),
    ),
  ];
};

const headOf = (
  { journey, description }: JourneyGraph,
  width: number,
): { readonly svg: readonly string[]; readonly height: number } => {
  const lines = linesOf(description, width, 13);
  return {
    svg: [
      ...texts([journey], { x: margin, y: margin + 14, size: 18, step: 0, bold: true, className: '' }),
      ...texts(lines, { x: margin, y: margin + 38, size: 13, step: 18, className: 'faint' }),
    ],
    height: 22 + 18 * lines.length + 24,
  };
};

interface Setting {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly step: number;
  readonly className: string;
  readonly bold?: boolean;
  readonly anchor?: 'middle' | 'end';
  readonly spaced?: boolean;
}

const texts = (lines: readonly string[], { x, y, size, step, className, bold, anchor, spaced }: Setting): readonly string[] =>
  lines.map((line, index) => {
    const attributes = [
      `x="${px(x)}" y="${px(y + index * step)}" font-size="${size}"`,
      ...(className === '' ? [] : [`class="${className}"`]),
      ...(bold === true ? ['font-weight="600"'] : []),
      ...(anchor === undefined ? [] : [`text-anchor="${anchor}"`]),
      ...(spaced === true ? ['letter-spacing="0.8"'] : []),
    ];
    return `<text ${attributes.join(' ')}>${escaped(line)}</text>`;
  });

/** Tenths of a pixel are enough, and the same on every machine. */
const px = (number: number): string => String(Math.round(number * 10) / 10);

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
