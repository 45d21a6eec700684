import type { ExecutionInput } from '#shared/domain/journey/journey.ts';
import type { Executions } from '#shared/ports/executions.ts';

/** An execution as a test sees it. */
export interface MemoryExecution {
  readonly input: ExecutionInput;
  readonly state: 'running' | 'stopped';
  readonly reason?: string;
}

/** Executions that are only remembered: nothing runs. Names are taken for good, as Step Functions keeps them for 90 days. */
export const createMemoryExecutions = (): Executions & {
  all(): readonly MemoryExecution[];
  /** Tokens that were given, in order. */
  readonly resumed: readonly string[];
} => {
  const resumed: string[] = [];
  const executions = new Map<string, MemoryExecution>();
  const nameOf = (journey: string, runId: string) => `${journey}:${runId}`;

  return {
    start: async (input) => {
      const name = nameOf(input.journey, input.runId);
      if (!executions.has(name)) executions.set(name, { input, state: 'running' });
    },

    stop: async (journey, runId, reason) => {
      const name = nameOf(journey, runId);
      const execution = executions.get(name);
      if (execution?.state === 'running') executions.set(name, { ...execution, state: 'stopped', reason });
    },

    resume: async (token) => {
      resumed.push(token);
    },

    resumed,
    all: () => [...executions.values()],
  };
};
