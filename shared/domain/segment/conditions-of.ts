import { type Conditions, createConditions } from '#shared/domain/condition/conditions.ts';
import type { CompiledSegments } from './segment.ts';

/** Conditions as they are evaluated in everything that is deployed: by the declared scores, currency and types of traits. */
export const conditionsOf = ({ scores, currency, traits }: Omit<CompiledSegments, 'segments'>): Conditions =>
  createConditions({ scores, currency, vocabulary: { traits, events: {} } });
