import { TributaryError } from '#shared/domain/errors.ts';
import type { RunState } from './run.ts';

/**
 * A stage was due, but the run is over: somebody left the journey while its execution was asleep. The state machine catches it
 * and ends well, so that an exit costs nothing on the way of those who stay.
 */
export class RunEnded extends TributaryError {
  override readonly name = 'RunEnded';
  override readonly retryable = false;

  constructor(runId: string, state: RunState) {
    super(`the run is over (${state}); nothing is left to do`, { runId, state });
  }
}
