import type { Flow, FlowNode, Timing, WaitForNode } from '../flow.ts';
import { dayOf } from '../stages.ts';
import type { GraphEdge, GraphNode } from './drawing.ts';
import { sayCompletion, sayNoDate, sayStep, sayWait, sayWaitFor } from './say-box.ts';
import { sayChoice } from './say-choice.ts';

/** An arrow that does not lead anywhere yet. */
type Open = Omit<GraphEdge, 'to'>;

/** Draws the boxes of a flow and the arrows between them. Arms that go on meet at the box that comes after them. */
export const drawFlow = (
  entry: Pick<GraphNode, 'title' | 'details'>,
  flow: Flow,
  timing: Timing,
): { readonly nodes: readonly GraphNode[]; readonly edges: readonly GraphEdge[] } => {
  const nodes: GraphNode[] = [{ id: 'entry', kind: 'entry', ...entry }];
  const edges: GraphEdge[] = [];

  const box = (content: Omit<GraphNode, 'id'>, open: readonly Open[]): string => {
    const id = `n${nodes.length}`;
    nodes.push({ id, ...content });
    edges.push(...open.map((arrow) => ({ ...arrow, to: id })));
    return id;
  };

  /** What is still open after all of them. */
  const draw = (list: Flow, before: readonly Open[]): readonly Open[] =>
    list.reduce<readonly Open[]>((open, node, index) => drawNode(node, open, list[index + 1]), before);

  const drawNode = (node: FlowNode, open: readonly Open[], next: FlowNode | undefined): readonly Open[] => {
    const { step: written } = node.placed;
    const day = { day: dayOf(node, timing) };
    switch (node.kind) {
      case 'run': {
        const { title, details } = sayStep(node.step, written);
        const waits = isCompletion(next) ? [sayCompletion(next)] : [];
        return [{ from: box({ kind: node.step.kind, title, details: [...details, ...waits], ...day }, open) }];
      }
      case 'wait': {
        const from = box({ kind: 'wait', ...sayWait(node) }, open);
        if (node.wait.kind === 'date')
          box({ kind: 'end', title: 'Ends', details: [sayNoDate(node.wait)] }, [{ from, exception: true }]);
        return [{ from }];
      }
      case 'wait-for': {
        const [task] = open;
        // The box of the task says that it is waited for.
        if (isCompletion(node) && task !== undefined) return drawArms(node, task.from, ['done', 'not done in time']);
        return drawArms(node, box({ kind: 'wait-for', ...sayWaitFor(node), ...day }, open), ['came', 'not in time']);
      }
      case 'choose': {
        const { ways, ...said } = sayChoice(node);
        const from = box({ ...said, ...day }, open);
        return ways.flatMap(({ arm, ...way }) => draw(node.arms.get(arm) ?? [], [{ from, ...way }]));
      }
      case 'end':
        box({ kind: 'end', title: written.name ?? 'Ends', details: node.reason === undefined ? [] : [node.reason] }, open);
        return [];
    }
  };

  const drawArms = (
    { came, timedOut }: WaitForNode,
    from: string,
    [inTime, late]: readonly [string, string],
  ): readonly Open[] => [...draw(came, [{ from, label: inTime }]), ...draw(timedOut, [{ from, label: late }])];

  const open = draw(flow, [{ from: 'entry' }]);
  if (open.length > 0) box({ kind: 'end', title: 'Journey completed', details: [] }, open);
  return { nodes, edges };
};

/** A task becomes two nodes, one after the other: the task, and the wait until it is done. */
const isCompletion = (node: FlowNode | undefined): node is WaitForNode =>
  node?.kind === 'wait-for' && node.awaited.task !== undefined;
