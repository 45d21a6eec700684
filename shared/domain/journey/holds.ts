import type { Conditions, Facts } from '#shared/domain/condition/conditions.ts';
import type { Holds } from './occurrences.ts';

/** Answers rules' questions about one customer at one moment. */
export const createHolds =
  (conditions: Pick<Conditions, 'holds'>, facts: Omit<Facts, 'event'>): Holds =>
  (when, event) =>
    conditions.holds(when, event === undefined ? facts : { ...facts, event }).holds;
