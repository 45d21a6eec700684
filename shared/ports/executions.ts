import type { ExecutionInput } from '#shared/domain/journey/journey.ts';

/** State machine executions, one per journey run, named by the run id. */
export interface Executions {
  /** Starts the run's execution; if one of that name exists, running or ended, that is the same run and nothing happens. */
  start(input: ExecutionInput): Promise<void>;
  /** Stops it; one that has ended or never started is fine. */
  stop(journey: string, runId: string, reason: string): Promise<void>;
}
