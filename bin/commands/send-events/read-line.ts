import { createHash } from 'node:crypto';
import * as z from 'zod';

/** Segment's limit for one event; the API refuses larger ones, so they are told here, with their line. */
export const largestEventBytes = 32 * 1024;

const object = z.record(z.string(), z.unknown());

/** A line of the file, judged without asking the API. */
export type Line =
  | { readonly kind: 'event'; readonly json: string; readonly bytes: number }
  | { readonly kind: 'malformed'; readonly reason: string }
  | { readonly kind: 'empty' };

/**
 * Reads a line. An event without a `messageId` gets one made from its line and text, so that sending the file a second time, or
 * going on after an interruption, stores nothing twice.
 */
export const readLine = (text: string, number: number): Line => {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  if (trimmed === '') return { kind: 'empty' };
  let value: unknown;
  try {
    value = JSON.parse(trimmed);
  } catch (error) {
    return { kind: 'malformed', reason: `not JSON: ${error instanceof Error ? error.message : error}` };
  }
  const event = object.safeParse(value);
  if (!event.success)
    return {
      kind: 'malformed',
      reason: 'not a JSON object; each line is one event like {"type":"track","userId":"42","event":"Order Completed"}',
    };
  const { messageId } = event.data;
  const json =
    messageId === undefined || messageId === null || messageId === ''
      ? JSON.stringify({
          ...event.data,
          messageId: `file-${createHash('sha256').update(`${number}\n${trimmed}`).digest('hex').slice(0, 40)}`,
        })
      : JSON.stringify(event.data);
  const bytes = Buffer.byteLength(json);
  if (bytes > largestEventBytes) return { kind: 'malformed', reason: `${bytes} bytes; an event may have ${largestEventBytes}` };
  return { kind: 'event', json, bytes };
};
