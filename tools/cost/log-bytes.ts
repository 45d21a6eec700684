import { Buffer } from 'node:buffer';

/** CloudWatch counts each line's UTF-8 bytes and 26 more (API reference, PutLogEvents). */
export const logLineBytes = (line: string): number => Buffer.byteLength(line) + 26;

/** A line of ours as Lambda's JSON log format wraps it. */
export const ourLogLineBytes = (level: string, message: string, facts: Readonly<Record<string, unknown>>): number =>
  logLineBytes(
    JSON.stringify({
      timestamp: '2026-11-22T08:30:00.000Z',
      level,
      requestId: '8286a188-ba32-4475-8077-530cd35c09a9',
      message: { message, ...facts },
    }),
  );
