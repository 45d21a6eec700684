import type { Finding } from '#shared/adapters/yaml/finding.ts';
import { type Flow, type FlowNode, isUnclear } from './flow.ts';

/**
 * How many webhooks one stage can bear that are all away: each is tried for four hours and gives up at the next attempt, half an hour later at
 * most. That is 18 hours for four of them; the attempts of a stage (see `stageRetry`) last for 25 hours on average, give or take an hour and a
 * half. With a fifth, one run in some twenty would fail instead of going on.
 */
const mostWebhooks = 4;

/** Whether no way from one wait to the next has too many webhooks. What cannot be read may be a wait. */
export const checkWebhooks = (flow: Flow): readonly Finding[] => {
  const findings: Finding[] = [];

  /** How many there are since the last wait, at most; undefined where every way has ended. */
  const walk = (nodes: Flow, before: number): number | undefined =>
    nodes.reduce<number | undefined>((count, node) => (count === undefined ? undefined : after(node, count)), before);

  const after = (node: FlowNode, count: number): number | undefined => {
    switch (node.kind) {
      case 'run':
        if (node.step.kind !== 'webhook') return isUnclear(node) ? 0 : count;
        if (count === mostWebhooks) findings.push(tooMany(node));
        return count + 1;
      case 'choose': {
        const counts = [...node.arms.values()].map((arm) => walk(arm, isUnclear(node) ? 0 : count));
        return isUnclear(node) ? 0 : most(counts);
      }
      case 'wait':
        return 0;
      case 'wait-for':
        return most([walk(node.came, 0), walk(node.timedOut, 0)]);
      case 'end':
        return undefined;
    }
  };

  walk(flow, 0);
  return findings;
};

const most = (counts: readonly (number | undefined)[]): number | undefined => {
  const open = counts.filter((count) => count !== undefined);
  return open.length === 0 ? undefined : Math.max(...open);
};

const tooMany = ({ placed: { path } }: FlowNode): Finding => ({
  path: [...path, 'webhook'],
  message: `this is webhook ${mostWebhooks + 1} without a wait between them, and ${mostWebhooks} are the most`,
  hint: 'each may have to be tried for hours: put a wait before this one, such as `- wait: 1 minute`',
});
