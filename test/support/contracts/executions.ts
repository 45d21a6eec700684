import { describe, expect, it } from 'vitest';
import type { ExecutionInput } from '#shared/domain/journey/journey.ts';
import type { Executions } from '#shared/ports/executions.ts';

/** Executions, and a way to see how one stands. */
export interface ExecutionsUnderTest {
  readonly executions: Executions;
  stateOf(runId: string): Promise<'running' | 'stopped' | undefined>;
}

/** What all executions promise. `journey` names a machine that waits; `unique` makes run ids that were not used before. */
export const describeExecutionsContract = (
  make: () => ExecutionsUnderTest,
  journey = 'lead-nurture',
  unique: (name: string) => string = (name) => name,
) => {
  const anInput = (run: string): ExecutionInput => ({ journey, profileId: 'user:mira', runId: unique(run), runNumber: 1 });

  describe('executions', () => {
    it('start once, however often they are told to', async () => {
      const { executions, stateOf } = make();
      const input = anInput('started');
      await executions.start(input);
      await executions.start(input);
      expect(await stateOf(input.runId)).toBe('running');
    });

    it('stop, and stopping again changes nothing', async () => {
      const { executions, stateOf } = make();
      const input = anInput('stopped');
      await executions.start(input);
      await executions.stop(journey, input.runId, 'Order Completed');
      await executions.stop(journey, input.runId, 'Order Completed');
      expect(await stateOf(input.runId)).toBe('stopped');
    });

    it('do not start again once they were stopped', async () => {
      const { executions, stateOf } = make();
      const input = anInput('over');
      await executions.start(input);
      await executions.stop(journey, input.runId, 'Order Completed');
      await executions.start(input);
      expect(await stateOf(input.runId)).toBe('stopped');
    });

    it('are not asked to go on with a token that is of no use any more, and that is fine', async () => {
      const { executions } = make();
      await expect(executions.resume('no-token-of-anybody')).resolves.toBeUndefined();
    });

    it('that never started can be stopped', async () => {
      const { executions, stateOf } = make();
      await executions.stop(journey, unique('never'), 'Order Completed');
      expect(await stateOf(unique('never'))).toBeUndefined();
    });
  });
};
