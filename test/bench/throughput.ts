import { normaliseBatch } from '#shared/domain/event/normalise-batch.ts';
import { applyEvents } from '#shared/domain/profile/apply-events.ts';
import { emptyProfile, type Profile } from '#shared/domain/profile/profile.ts';
import { evaluator } from '#shared/domain/segment/evaluator.ts';
import type { CompiledSegments } from '#shared/domain/segment/segment.ts';
import type { CustomerEvent, ProfileId } from '#shared/events/customer-event.ts';
import { storeWeek } from '#tools/sample-store/week.ts';

export interface Throughput {
  readonly eventsPerSecond: { readonly normalise: number; readonly fold: number };
  /** Conditions of segments, each asked of a customer by itself, the scores in it worked out anew. */
  readonly conditionsPerSecond: number;
  /** Time to parse, normalise and validate over the time of `JSON.parse` alone on the same bytes. */
  readonly normaliseOverJsonParse: number;
}

const eventsPerBatch = 20;
const receivedAt = new Date('2026-11-22T00:00:00.000Z');

/** One core, pure functions, the sample store's events in batches of 20. Median of `rounds`, each measuring all in turn. */
export const measureThroughput = (
  { declared, segments }: { readonly declared: readonly string[]; readonly segments: CompiledSegments },
  size: number,
  rounds: number,
): Throughput => {
  const messages = [...storeWeek({ seed: 7, size, endsAt: receivedAt })].filter(({ expected }) => expected === 'accepted');
  const bodies = Array.from({ length: Math.ceil(messages.length / eventsPerBatch) }, (_, index) =>
    JSON.stringify({
      batch: messages.slice(index * eventsPerBatch, (index + 1) * eventsPerBatch).map(({ message }) => message),
      sentAt: receivedAt.toISOString(),
    }),
  );
  const counted = new Set(declared);
  const newMessageId = () => 'never-asked';
  const normalise = (): CustomerEvent[] =>
    bodies.flatMap((body) => [...normaliseBatch(JSON.parse(body), { receivedAt, newMessageId }).accepted]);
  const events = normalise();
  const byProfile = [...Map.groupBy(events, ({ profileId }) => profileId)];

  const profiles = byProfile.map(([id, own]) => foldInBatches(id, own, counted));
  const evaluate = evaluator(segments);

  const samples = Array.from({ length: rounds }, () => ({
    parse: time(() => {
      for (const body of bodies) JSON.parse(body);
    }),
    normalise: time(normalise),
    fold: time(() => byProfile.map(([id, own]) => foldInBatches(id, own, counted))),
    evaluate: time(() => profiles.map((profile) => evaluate(profile, receivedAt, 'bench'))),
  }));
  const median = (pick: (sample: (typeof samples)[number]) => number): number =>
    samples.map(pick).toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
  return {
    eventsPerSecond: {
      normalise: Math.round(events.length / median(({ normalise }) => normalise)),
      fold: Math.round(events.length / median(({ fold }) => fold)),
    },
    conditionsPerSecond: Math.round((profiles.length * segments.segments.length) / median(({ evaluate: each }) => each)),
    normaliseOverJsonParse: median(({ parse, normalise }) => normalise / parse),
  };
};

const foldInBatches = (id: ProfileId, events: readonly CustomerEvent[], declared: ReadonlySet<string>): Profile => {
  let profile = emptyProfile(id);
  for (let at = 0; at < events.length; at += eventsPerBatch) {
    profile = applyEvents(profile, events.slice(at, at + eventsPerBatch), declared);
  }
  return profile;
};

/** Seconds. */
const time = (work: () => unknown): number => {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
};
