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

/**
 * A `wait for` is over already because its event has come: thrown where the machine begins to wait, or where its time seemed to be up. The
 * state machine catches it and goes the way of the event.
 */
export class Resumed extends TributaryError {
  override readonly name = 'Resumed';
  override readonly retryable = false;

  constructor(runId: string, step: string) {
    super('the awaited event has come', { runId, step });
  }
}

/**
 * A message may not go now by the sending policy. The state machine catches it, waits until the time that is the whole message of this
 * error, and runs the stage again: holding costs nothing where nothing is held.
 */
export class Held extends TributaryError {
  override readonly name = 'Held';
  override readonly retryable = false;

  /** @param until ISO 8601, UTC. */
  constructor(until: string) {
    super(until, {});
  }
}
