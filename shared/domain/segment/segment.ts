import * as z from 'zod/mini';
import { traitTypes } from '#shared/domain/condition/vocabulary.ts';

/** A group of customers, as its file says who is in it. */
export interface SegmentDefinition {
  /** From the file's name. */
  readonly segment: string;
  /** A condition about the customer (CEL). */
  readonly when: string;
}

/**
 * Whether a customer is in a segment. `at`: when that was found out. `by`: what it was found out on, the messageId of the last
 * event that was folded then, or `sweep:<time>`; what was interrupted before it told of the change knows its own by it. `of`: the partition
 * that the event about it is in, where that is not the profile's own: it was found out about a profile merged into this one.
 *
 * A segment that a customer never was in has no membership.
 */
export interface Membership {
  readonly state: 'in' | 'out';
  readonly at: string;
  readonly by: string;
  readonly of?: string;
}

/** The names of the segments somebody is in, sorted. */
export const segmentsOf = (memberships: Readonly<Record<string, Membership>>): readonly string[] =>
  Object.keys(memberships)
    .filter((name) => memberships[name]?.state === 'in')
    .sort();

/** The later word of two about one segment; at the same instant that of the greater source. */
export const laterMembership = (a: Membership, b: Membership): Membership => {
  if (a.at !== b.at) return a.at > b.at ? a : b;
  if (a.state !== b.state) return a.state === 'in' ? a : b;
  return a.by >= b.by ? a : b;
};

/** Part of messageIds, which have 100 characters. */
export const longestSegmentName = 50;
export const isSegmentName = (name: string): boolean =>
  name.length <= longestSegmentName && /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name);

/** Conditions say `scores.<name>`, so it is a name as the language of conditions has them. */
export const isScoreName = (name: string): boolean => /^[a-z][A-Za-z0-9]{0,49}$/.test(name);

/**
 * `segments.json`, compiled at synth and shipped with the functions that evaluate: all segments, and all scores as the conditions
 * of segments may use them. `currency` is the one that `orders.revenue` counts, `traits` are the declared ones with their types.
 */
export const compiledSegments = z.strictObject({
  segments: z.array(z.object({ segment: z.string().check(z.refine(isSegmentName, 'not a name')), when: z.string() })),
  scores: z.record(z.string(), z.string()),
  currency: z.string(),
  traits: z._default(z.record(z.string(), z.enum(traitTypes)), {}),
});
export type CompiledSegments = z.infer<typeof compiledSegments>;
