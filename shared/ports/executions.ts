import type { ExecutionInput } from '#shared/domain/journey/journey.ts';

/** State machine executions, one per journey run, named by the run id. */
export interface Executions {
  /** Starts the run's execution; if one of that name exists, running or ended, that is the same run and nothing happens. */
  start(input: ExecutionInput): Promise<void>;
  /** Stops it; one that has ended or never started is fine. */
  stop(journey: string, runId: string, reason: string): Promise<void>;
  /**
   * Lets an execution go on that waits with this token. One that does not wait any more (it was resumed, stopped, or its time was up) is
   * fine: the run's decision stands in the table, and its machine asks for it.
   */
  resume(token: string): Promise<void>;
}
