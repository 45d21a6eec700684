import type { StageStep } from '#shared/domain/journey/stage-step.ts';

/** A step in a few words, for whoever reads the state machine. */
export const sayStep = (step: StageStep): string => {
  switch (step.kind) {
    case 'send':
      return `send ${step.message}`;
    case 'task':
      return `task for ${typeof step.assignee === 'string' ? step.assignee : step.assignee.trait}: ${step.title}`;
    case 'branch':
      return [...step.arms.map(({ label, steps }) => `if ${label}: ${sayAll(steps)}`), `else: ${sayAll(step.otherwise)}`].join(
        '; ',
      );
    case 'split':
      return `${step.name} (${step.arms.map(({ label, steps }) => `${label}: ${sayAll(steps)}`).join('; ')})`;
    default:
      return step.name;
  }
};

const sayAll = (steps: readonly StageStep[]): string => steps.map(sayStep).join(', then ') || 'nothing';
