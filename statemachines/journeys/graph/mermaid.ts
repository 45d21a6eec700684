import type { DrawingOptions, GraphEdge, GraphEvent, GraphNode, JourneyGraph } from './drawing.ts';
import { shortened } from './text-lines.ts';

/** The graph as Mermaid, which GitHub and most wikis draw where they find it in Markdown. */
export const mermaidOf = (
  { nodes, edges, exits, exitsWhen, goal }: JourneyGraph,
  { conditions = false }: DrawingOptions = {},
): string => {
  const side = [
    ...(goal === undefined
      ? []
      : [{ id: 'goal', box: `goal([${quoted('Goal', ...linesOfEvent(goal), `within ${goal.within}`)}])` }]),
    ...(exits.length === 0
      ? []
      : [{ id: 'exits', box: `exits[${quoted('Leaves at once on', ...exits.flatMap(linesOfEvent))}]` }]),
    ...(exitsWhen.length === 0 ? [] : [{ id: 'exitsWhen', box: `exitsWhen[${quoted('Leaves at a step if', ...exitsWhen)}]` }]),
  ];
  return [
    'flowchart TB',
    ...nodes.map((node) => `  ${box(node)}`),
    ...edges.map((edge) => `  ${edge.from} ${arrow(edge, conditions)} ${edge.to}`),
    // Arrows from every step would hide the journey, so the side stands for itself; its boxes are kept one above the other.
    ...(side.length === 0
      ? []
      : ['  subgraph side["At any time"]', '    direction TB', ...side.map((each) => `    ${each.box}`)]),
    ...(side.length < 2 ? [] : [`    ${side.map(({ id }) => id).join(' ~~~ ')}`]),
    ...(side.length === 0 ? [] : ['  end']),
    '',
  ].join('\n');
};

const linesOfEvent = ({ what, when }: GraphEvent): readonly string[] => (when === undefined ? [what] : [what, `if ${when}`]);

const arrow = ({ label, when, exception }: GraphEdge, conditions: boolean): string => {
  const line = exception === true ? '-.->' : '-->';
  const said = [label, conditions ? when : undefined].filter((text) => text !== undefined);
  return said.length === 0 ? line : `${line}|${quoted(...said)}|`;
};

const box = ({ id, kind, title, details, day }: GraphNode): string => {
  const text = quoted(...(day === undefined ? [] : [day]), saying(kind, title), ...details);
  switch (kind) {
    case 'entry':
    case 'end':
      return `${id}([${text}])`;
    case 'wait':
      return `${id}(${text})`;
    case 'wait-for':
      return `${id}{{${text}}}`;
    case 'branch':
    case 'split':
      return `${id}{${text}}`;
    default:
      return `${id}[${text}]`;
  }
};

const saying = (kind: GraphNode['kind'], title: string): string => {
  if (kind === 'entry' || kind === 'end' || kind === 'wait' || kind === 'branch') return title;
  return `${kind === 'wait-for' ? 'wait for' : kind} ${title}`;
};

/** A label. Mermaid reads some signs as its own even within quotes, and what begins like a list as a list: those are written as numbers. */
const quoted = (...lines: readonly string[]): string => `"${lines.map((line) => escaped(shortened(line))).join('<br/>')}"`;

const escaped = (line: string): string =>
  line.replaceAll(/[#&"<>`*_~\\]|^[-+]|(?<=^\d+)[.)]/g, (sign) => `#${sign.charCodeAt(0)};`);
