import * as z from 'zod';
import { readInstant } from '#shared/domain/event/instant.ts';
import { contractOf } from '#shared/events/catalogue.ts';
import { EventRefused, readEvent } from '#statemachines/simulator/read-event.ts';
import type { StoryEvent } from '#statemachines/simulator/story.ts';
import { readStoryTime } from '#statemachines/simulator/story-time.ts';
import { CommandFailure, exitCodes } from '../failure.ts';
import { readLine } from '../send-events/read-line.ts';
import { linesOfFile } from './lines-of-file.ts';

/** An event of a file: as the API takes it, with a time of its own, or `at`, like "day 3 at 10:00". */
const eventLine = z.looseObject({
  type: z.string(),
  event: z.string().optional(),
  at: z.string().optional(),
  timestamp: z.unknown().optional(),
  originalTimestamp: z.unknown().optional(),
  receivedAt: z.unknown().optional(),
});

/** A line that could not be used, and why. */
export interface BadLine extends Refusal {
  readonly line: number;
}

/** What is wrong, and what to do about it. */
export interface Refusal {
  readonly reason: string;
  readonly hint?: string;
}

/** Each line of a file of JSON objects. */
export function* jsonLines(file: string): Generator<{ readonly line: number; readonly value: unknown } | BadLine> {
  let number = 0;
  for (const text of linesOfFile(file)) {
    number += 1;
    const line = readLine(text, number);
    if (line.kind === 'malformed') yield { line: number, reason: line.reason };
    if (line.kind === 'event') yield { line: number, value: JSON.parse(line.json) };
  }
}

/**
 * Reads one event. It arrives when it happened, or when a `receivedAt` of an export says it did. What Tributary put itself, such as the
 * `Email Sent` of an export, is undefined: the simulator makes its own.
 */
export const eventOfLine = (value: unknown): StoryEvent | 'ours' | Refusal => {
  const parsed = eventLine.safeParse(value);
  if (!parsed.success) {
    const fields = [...new Set(parsed.error.issues.map(({ path: [field] }) => `\`${String(field)}\``))];
    return {
      reason: `${fields.join(' and ')} must be text`,
      hint: 'an event is like {"type": "track", "event": "Order Completed", "userId": "7", "timestamp": "2026-11-05T10:00:00Z"}',
    };
  }
  const { at, receivedAt, ...event } = parsed.data;
  if (event.type === 'track' && event.event !== undefined && contractOf(event.event)?.from === 'tributary') return 'ours';
  const time = at === undefined ? undefined : readStoryTime(at);
  if (time !== undefined) return { time, event };
  if (at !== undefined)
    return { reason: `"${at}" is not a time`, hint: 'like "day 3", "day 3 at 10:00" or "2026-11-05T10:00:00Z"' };
  const instant = readInstant(receivedAt) ?? readInstant(event.timestamp) ?? readInstant(event.originalTimestamp);
  if (instant === undefined) {
    const said = event.timestamp ?? event.originalTimestamp;
    return {
      reason: said === undefined ? 'it has no time' : `its timestamp ${JSON.stringify(said)} is not a time`,
      hint: 'give it "timestamp": "2026-11-05T10:00:00Z", or "at": "day 3"',
    };
  }
  return { time: { kind: 'instant', at: new Date(instant) }, event };
};

/** Why the API would reject an event that arrives then; undefined for one that it takes. */
export const refusalOf = (event: Readonly<Record<string, unknown>>, at: Date): Refusal | undefined => {
  try {
    readEvent(event, at, () => 'any');
    return undefined;
  } catch (error) {
    if (!(error instanceof EventRefused)) throw error;
    return { reason: `the API would reject it: ${error.message}`, hint: 'docs/sending-events.md says what an event holds' };
  }
};

/** One contact's events. Every line must be one: a story with holes misleads. */
export const readEventsFile = (file: string): readonly StoryEvent[] => {
  const events: StoryEvent[] = [];
  for (const line of jsonLines(file)) {
    const read = 'reason' in line ? line : eventOfLine(line.value);
    if (read === 'ours') continue;
    if ('reason' in read) {
      const { reason, hint } = read;
      throw new CommandFailure(`${file}:${line.line}  ${reason}`, exitCodes.usage, hint === undefined ? {} : { hint });
    }
    events.push(read);
  }
  return events;
};
