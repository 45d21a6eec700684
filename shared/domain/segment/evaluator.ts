import { createConditions } from '#shared/domain/condition/conditions.ts';
import type { Profile } from '#shared/domain/profile/profile.ts';
import { once } from '#shared/events/once.ts';
import { type Evaluated, evaluateSegments } from './evaluate-segments.ts';
import type { CompiledSegments } from './segment.ts';

/** See {@link evaluateSegments}. */
export type EvaluateProfile = (profile: Profile, now: Date, by: string) => Evaluated;

/** Evaluates profiles against compiled segments. The conditions are made ready with the first profile, so none cost nothing. */
export const evaluator = ({ segments, scores, currency, traits }: CompiledSegments): EvaluateProfile => {
  const conditions = once(() => createConditions({ scores, currency, vocabulary: { traits, events: {} } }));
  return (profile, now, by) =>
    evaluateSegments(profile, segments, (when, asked) => conditions().holds(when, { profile: asked, now }).holds, now, by);
};
