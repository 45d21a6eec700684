import * as z from 'zod';
import { type ConditionScope, checkCondition } from '#shared/domain/condition/check-condition.ts';
import type { Finding, Path } from './finding.ts';

/** A condition as it stands in a file. */
export const condition = z
  .string({ error: 'a condition is text, like `orders.count > 3`' })
  .trim()
  .min(1, 'the condition is empty')
  .max(2_000, 'a condition may have at most 2000 characters: make a segment or a score of a part of it')
  .meta({
    description: 'A condition about the customer, in CEL; docs/conditions.md says what it may speak of.',
    examples: ["traits.plan == 'pro' && orders.count > 3"],
  });

/** `unknown` where a mistake in the file hides them: then nothing that is said of the event is called wrong. */
export type EventNames = readonly string[] | 'unknown';

/** A scope in which it may not be known what the events are. */
export interface ScopeInFile extends Omit<ConditionScope, 'event' | 'reply'> {
  readonly event?: EventNames | undefined;
  readonly reply?: EventNames | undefined;
}

/** What is wrong with a condition, pointing into it. Of an event that nobody knows it may say anything. */
export const conditionFindings = (text: string, { event, reply, ...scope }: ScopeInFile, path: Path): readonly Finding[] => {
  if ((event === 'unknown' && /\bevent\b/.test(text)) || (reply === 'unknown' && /\breply\b/.test(text))) return [];
  const events = { event: event === 'unknown' ? undefined : event, reply: reply === 'unknown' ? undefined : reply };
  return checkCondition(text, { ...scope, ...events }).map((problem) => ({ path, ...problem }));
};
