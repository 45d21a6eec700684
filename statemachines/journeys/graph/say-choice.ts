import type { FlowNode } from '../flow.ts';
import type { GraphNode } from './drawing.ts';
import { titled } from './say-box.ts';
import { sayShare } from './say-share.ts';

/** A choice, and the ways on from it: each by the arm it goes down, and as its arrow is labelled. */
interface Choice extends Pick<GraphNode, 'kind' | 'title' | 'details'> {
  readonly ways: readonly { readonly arm: string; readonly label: string; readonly when?: string }[];
}

export const sayChoice = ({ placed: { step: written }, choose, arms }: Extract<FlowNode, { kind: 'choose' }>): Choice => {
  const step = choose(() => []);
  if (step.kind === 'split') {
    const total = step.arms.reduce((sum, { weight }) => sum + weight, 0);
    return {
      kind: 'split',
      ...titled(written, written.title.replace(/^split /, '')),
      ways: step.arms.map(({ label, weight }) => ({ arm: label, label: `${label} · ${sayShare(weight / total)}` })),
    };
  }
  const conditions = new Map(step.kind === 'branch' ? step.arms.map(({ label, when }) => [label, when]) : []);
  return {
    kind: 'branch',
    title: written.name ?? 'Which way?',
    details: [],
    ways: [...arms.keys()].map((arm) => {
      const when = conditions.get(arm);
      return { arm, label: arm, ...(when === undefined || when === arm ? {} : { when }) };
    }),
  };
};
