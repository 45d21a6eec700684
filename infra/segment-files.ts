import type { SegmentFiles } from '#shared/adapters/yaml/read-segments.ts';
import { namesIn } from '#shared/domain/condition/names-in.ts';
import type { CompiledSegments } from '#shared/domain/segment/segment.ts';

/** What is shipped with the functions that evaluate. */
export const compiledSegmentsOf = ({
  segments,
  scores,
  vocabulary,
}: Pick<SegmentFiles, 'segments' | 'scores' | 'vocabulary'>): CompiledSegments => ({
  segments: segments.map(({ segment, when }) => ({ segment, when })),
  scores: Object.fromEntries(scores.map(({ score, gives }) => [score, gives])),
  currency: vocabulary.currency,
  traits: { ...vocabulary.traits },
});

/** The events that segments and scores ask for, which must be counted in every profile for that. */
export const eventsAskedFor = ({ segments, scores }: Pick<SegmentFiles, 'segments' | 'scores'>): readonly string[] => [
  ...new Set([...segments.map(({ when }) => when), ...scores.map(({ gives }) => gives)].flatMap((text) => namesIn(text).events)),
];
