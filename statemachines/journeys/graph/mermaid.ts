import type { GraphNode, JourneyGraph } from './journey-graph.ts';

/** The graph as Mermaid, which GitHub and most wikis draw where they find it in Markdown. */
export const mermaidOf = ({ nodes, edges, exits, goal }: JourneyGraph): string => {
  const arrow = ({ label, exception }: JourneyGraph['edges'][number]) => {
    const line = exception === true ? '-.->' : '-->';
    return label === undefined ? line : `${line}|${quoted(label)}|`;
  };
  const side = [
    ...(goal === undefined ? [] : [{ id: 'goal', box: `goal([${quoted('Goal', goal.on, `within ${goal.within}`)}])` }]),
    ...(exits.length === 0 ? [] : [{ id: 'exits', box: `exits[${quoted('Leaves at once on', ...exits)}]` }]),
  ];
  return [
    'flowchart TB',
    ...nodes.map((node) => `  ${box(node)}`),
    ...edges.map((edge) => `  ${edge.from} ${arrow(edge)} ${edge.to}`),
    // Arrows from every step would hide the journey, so the side stands for itself; its boxes are kept one above the other.
    ...(side.length === 0
      ? []
      : ['  subgraph side["At any time"]', '    direction TB', ...side.map((each) => `    ${each.box}`)]),
    ...(side.length < 2 ? [] : [`    ${side.map(({ id }) => id).join(' ~~~ ')}`]),
    ...(side.length === 0 ? [] : ['  end']),
    '',
  ].join('\n');
};

const box = ({ id, kind, title, detail, day }: GraphNode): string => {
  const lines = [...(day === undefined ? [] : [`Day ${day}`]), ...(kind === 'entry' ? [title] : [saying(kind, title)]), detail];
  const text = quoted(...lines.filter((line) => line !== undefined));
  if (kind === 'entry' || kind === 'end') return `${id}([${text}])`;
  return kind === 'choice' ? `${id}{${text}}` : `${id}[${text}]`;
};

const saying = (kind: string, title: string): string =>
  kind === 'choice' || kind === 'end' || kind === 'step' ? title : `${kind} ${title}`;

/** Mermaid takes its own signs for text within quotes, but for these. */
const quoted = (...lines: readonly string[]): string =>
  `"${lines.map((line) => line.replaceAll('#', '#35;').replaceAll('"', '#quot;').replaceAll('<', '#lt;').replaceAll('>', '#gt;')).join('<br/>')}"`;
