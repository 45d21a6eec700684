import type { Finding } from '#shared/adapters/yaml/finding.ts';
import { type BrokenCap, capsBroken, type PlannedSend } from '#shared/domain/sending/planned-sends.ts';
import type { SendingPolicy } from '#shared/domain/sending/policy.ts';
import { sayDuration } from './duration.ts';
import { type Flow, type FlowNode, isUnclear } from './flow.ts';

/** A way through the journey up to some point: what was sent on it, as far back as any cap looks. */
interface Way {
  readonly offset: number;
  readonly sends: readonly PlannedSend[];
}

/** More ways than anybody can follow are not all walked. */
const mostWays = 500;

/**
 * Whether a customer who gets nothing else would still meet a cap: then a message of the journey is always late or never goes. Every way
 * through the journey is walked, each as fast as it can be; what cannot be read is taken to last longer than any cap looks back.
 */
export const checkCaps = (
  flow: Flow,
  policy: SendingPolicy,
  topicOf: (message: string) => string | undefined,
): readonly Finding[] => {
  const farthest = Math.max(0, ...policy.caps.map(({ perMilliseconds }) => perMilliseconds));
  const findings = new Map<FlowNode, Finding>();

  const send = (way: Way, node: FlowNode, topic: string | undefined): Way => {
    const recent = way.sends.filter(({ offset }) => way.offset - offset < farthest);
    const sends = [...recent, { offset: way.offset, ...(topic === undefined ? {} : { topic }) }];
    // Of messages that find no room one after the other, the first says it.
    const broken = capsBroken(sends, policy.caps).find(({ first }) => first === sends.length - 1);
    if (broken !== undefined && !findings.has(node)) findings.set(node, findingOf(node, broken));
    return { ...way, sends };
  };

  /** The ways that go on after a list of nodes. */
  const walk = (nodes: Flow, ways: readonly Way[]): readonly Way[] =>
    nodes.reduce((open, node) => differing(after(node, open)).slice(0, mostWays), ways);

  const after = (node: FlowNode, open: readonly Way[]): readonly Way[] => {
    if (isUnclear(node)) return afterUnclear(node, open);
    switch (node.kind) {
      case 'run': {
        const { step } = node;
        return step.kind === 'send' ? open.map((way) => send(way, node, topicOf(step.message))) : open;
      }
      case 'wait':
        return node.wait.kind === 'duration' ? later(open, node.wait.milliseconds) : open;
      case 'choose':
        return [...node.arms.values()].flatMap((arm) => walk(arm, open));
      case 'wait-for':
        return [...walk(node.came, open), ...walk(node.timedOut, later(open, node.milliseconds))];
      case 'end':
        return [];
    }
  };

  const afterUnclear = (node: FlowNode, open: readonly Way[]): readonly Way[] => {
    if (node.kind === 'end') return [];
    const muchLater = later(open, farthest);
    if (node.kind === 'choose')
      return later(
        [...node.arms.values()].flatMap((arm) => walk(arm, muchLater)),
        farthest,
      );
    return node.kind === 'wait-for' ? [...walk(node.came, muchLater), ...walk(node.timedOut, muchLater)] : muchLater;
  };

  walk(flow, [{ offset: 0, sends: [] }]);
  return [...findings.values()];
};

const later = (ways: readonly Way[], milliseconds: number): readonly Way[] =>
  ways.map((way) => ({ ...way, offset: way.offset + milliseconds }));

/** Ways on which the same was sent the same time ago have the same future. */
const differing = (ways: readonly Way[]): readonly Way[] => [
  ...new Map(
    ways.map((way) => [way.sends.map(({ offset, topic = '' }) => `${way.offset - offset} ${topic}`).join(), way] as const),
  ).values(),
];

const findingOf = (node: FlowNode, { cap, sends }: BrokenCap): Finding => ({
  path: node.placed.path,
  message: `this would be message ${sends}${cap.topic === undefined ? '' : ` of \`${cap.topic}\``} within ${sayDuration(cap.perMilliseconds)}, and customers get ${cap.most} at most`,
  hint: 'wait longer before it, or allow the journey more under `sending: { caps: … }`',
});
