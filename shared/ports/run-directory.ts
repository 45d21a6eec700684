import type { JourneyRun } from '#shared/domain/journey/run.ts';
import type { CohortSpan } from '#shared/domain/metrics/cohort-span.ts';

export type RunsFound = { readonly kind: 'found'; readonly runs: readonly JourneyRun[] } | { readonly kind: 'too-many' };

/** The runs of journeys, whosever they are. */
export interface RunDirectory {
  /**
   * The runs of a journey that were entered within the span, in no order. Eventually consistent: a run of the last second may be missing,
   * or be as it was before.
   *
   * @returns `too-many` when there are more than `most`; then few of them were read.
   */
  entered(journey: string, span: CohortSpan, most: number): Promise<RunsFound>;
}
