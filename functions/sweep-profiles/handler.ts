import { $ZodError } from 'zod/v4/core';
import { StoreUnavailable, TributaryError } from '#shared/domain/errors.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import { type SweepShare, sweepShare } from '#shared/domain/segment/sweep.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { ProfileDirectory } from '#shared/ports/profile-directory.ts';
import { createVisit, type VisitDeps } from './visit-profile.ts';

export interface SweepProfilesDeps extends VisitDeps {
  readonly directory: ProfileDirectory;
  readonly log: { error(message: string, facts: Record<string, unknown>): void };
}

/** The part of Lambda's context that is asked. */
interface Invocation {
  getRemainingTimeInMillis(): number;
}

/** Enough to hide the latency of reads and writes, few enough for the client's connections. */
const customersAtOnce = 16;

/** A page takes a second or two; the rest is for a table that makes us wait. */
const reserveMilliseconds = 20_000;

/**
 * `sweep-profiles`: goes through one share of the customers, as far as it comes in its time, and answers with where to go on.
 *
 * The events of a page are put once all its profiles are written. Wherever that is interrupted, the same input is given again, and
 * what was done is harmless: a profile that was evaluated is not written twice, and the events are the same. Two invocations side by side
 * meet in the conditional write.
 *
 * A customer whose profile cannot be read or written is left out, so that the others have their turn; the log says which.
 *
 * @throws StoreUnavailable, or whatever else concerns more than one customer; the share is to be tried again.
 */
export const createHandler = ({ directory, log, ...deps }: SweepProfilesDeps) => {
  const visit = createVisit(deps);

  const visitPage = async (ids: readonly ProfileId[], share: SweepShare): Promise<{ told: number; failed: number }> => {
    const events: CustomerEvent[] = [];
    let failed = 0;
    await inParallel(ids, async (id) => {
      try {
        events.push(...(await visit(id, share)));
      } catch (error) {
        if (!isAboutCustomer(error)) throw error;
        failed += 1;
        log.error('a customer was left out of a sweep', { profileId: id, ...factsOf(error) });
      }
    });
    if (events.length > 0) await deps.events.put(events);
    return { told: events.length, failed };
  };

  return async (input: unknown, invocation: Invocation): Promise<SweepShare> => {
    let { next, ...share } = sweepShare.parse(input);
    do {
      const page = await directory.page(share, next);
      const { told, failed } = await visitPage(page.ids, share);
      share = {
        ...share,
        customers: share.customers + page.ids.length,
        told: share.told + told,
        failed: share.failed + failed,
      };
      next = page.next;
    } while (next !== undefined && invocation.getRemainingTimeInMillis() > reserveMilliseconds);
    return next === undefined ? share : { ...share, next };
  };
};

const inParallel = async <T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> => {
  const rest = items.values();
  const worker = async () => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(customersAtOnce, items.length) }, worker));
};

/** What cannot be read, evaluated or stored of this one customer. All else concerns every customer alike, and is tried again. */
const isAboutCustomer = (error: unknown): boolean =>
  error instanceof TributaryError
    ? !(error instanceof StoreUnavailable)
    : error instanceof $ZodError || error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError;

/** Our own errors speak in facts; what others say may quote what they read. */
const factsOf = (error: unknown): Record<string, unknown> => {
  if (error instanceof TributaryError) return { error: error.name, ...error.facts };
  return { error: error instanceof Error ? error.name : 'not an error' };
};
