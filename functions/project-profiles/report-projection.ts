import { TributaryError } from '#shared/domain/errors.ts';
import { thrownAt } from '#shared/runtime/thrown-at.ts';
import type { Projection } from './projector.ts';

/** The part of a logger that a report needs. */
export interface ReportLog {
  info(message: string, facts: Record<string, unknown>): void;
  error(message: string, facts: Record<string, unknown>): void;
}

/**
 * Writes to the log what somebody may have to look at: records put aside, and failures. A batch in which all went well writes nothing,
 * because a line of a log costs more than the fold it would tell of; how many there are is among Lambda's own metrics. Numbers, error
 * names and sequence numbers only, nothing about anybody.
 */
export const reportProjection =
  (log: ReportLog) =>
  ({ failures, ...counts }: Projection, records: number): void => {
    if (counts.putAside > 0 || failures.length > 0) {
      log.info('batch projected', { records, ...counts, failed: failures.length });
    }
    for (const { sequenceNumber, error } of failures) {
      log.error('records of a profile are to be delivered again', { sequenceNumber, ...factsOf(error) });
    }
  };

/** Our own errors speak in facts; of others only the name is known to be harmless, and where it was thrown. */
const factsOf = (error: unknown): Record<string, unknown> => {
  if (error instanceof TributaryError) return { error: error.name, ...error.facts };
  if (!(error instanceof Error)) return { error: 'not an error' };
  return { error: error.name, at: thrownAt(error, 1)?.[0] };
};
