import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Batch, createBatches, largestBatchBytes } from '../../../bin/commands/send-events/batches.ts';
import { readLine } from '../../../bin/commands/send-events/read-line.ts';
import { askedDelay, delayBefore, isWorthRetrying } from '../../../bin/commands/send-events/retry.ts';
import { sendLines } from '../../../bin/commands/send-events/send-file.ts';
import { createSettledLines } from '../../../bin/commands/send-events/settled-lines.ts';

describe('a line', () => {
  it.each([
    ['is empty', '  ', { kind: 'empty' }],
    ['is no object', '[1]', { kind: 'malformed' }],
    ['is not JSON', '{"type":', { kind: 'malformed' }],
    [
      'is too large',
      JSON.stringify({ type: 'track', messageId: 'm', properties: { a: 'x'.repeat(33_000) } }),
      { kind: 'malformed' },
    ],
    ['is an event', '{"type":"track","messageId":"m1"}', { kind: 'event', json: '{"type":"track","messageId":"m1"}' }],
    ['begins with a byte order mark', '\uFEFF{"messageId":"m1"}', { kind: 'event', json: '{"messageId":"m1"}' }],
  ])('that %s', (_, text, expected) => {
    expect(readLine(text, 1)).toMatchObject(expected);
  });

  it('without a messageId gets the same one each time it is read, and another than the same line elsewhere', () => {
    const read = (line: number) => {
      const found = readLine('{"type":"track"}', line);
      return found.kind === 'event' ? JSON.parse(found.json).messageId : undefined;
    };
    expect(read(1)).toBe(read(1));
    expect(read(1)).not.toBe(read(2));
    expect(read(1)).toMatch(/^file-[0-9a-f]{40}$/);
  });
});

it('makes batches that hold every event once, in order, within the limits', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 20, max: 32_000 }), { maxLength: 200 }),
      fc.integer({ min: 1, max: 40 }),
      (sizes, most) => {
        const batches = createBatches(most);
        const made: Batch[] = [];
        for (const [n, size] of sizes.entries()) {
          const full = batches.add(String(n), size, n + 1);
          if (full !== undefined) made.push(full);
        }
        const rest = batches.rest();
        if (rest !== undefined) made.push(rest);
        expect(made.flatMap(({ events }) => events)).toEqual(sizes.map((_, n) => String(n)));
        for (const { events, firstLine, lastLine } of made) {
          expect(events.length).toBeLessThanOrEqual(most);
          expect(events.reduce((sum, n) => sum + (sizes[Number(n)] ?? 0) + 1, 0)).toBeLessThanOrEqual(largestBatchBytes);
          expect([firstLine, lastLine]).toEqual([Number(events[0]) + 1, Number(events.at(-1)) + 1]);
        }
      },
    ),
  );
});

describe('retrying', () => {
  it.each([
    [429, true],
    [503, true],
    [500, true],
    [408, true],
    [400, false],
    [401, false],
    [413, false],
    [501, false],
  ])('after %i: %s', (status, expected) => {
    expect(isWorthRetrying(status)).toBe(expected);
  });

  it('waits as long as it was asked to, in seconds or until a date, but never longer than five minutes', () => {
    const now = Date.parse('2026-11-22T08:00:00Z');
    expect(askedDelay('2', now)).toBe(2_000);
    expect(askedDelay('Sun, 22 Nov 2026 08:00:05 GMT', now)).toBe(5_000);
    expect(askedDelay('86400', now)).toBe(300_000);
    expect(askedDelay('soon', now)).toBeUndefined();
    expect(askedDelay(null, now)).toBeUndefined();
    expect(delayBefore(3, 2_000, 0.5)).toBe(2_000);
  });

  it('waits twice as long each time otherwise, up to a minute, a random half of it left out', () => {
    expect([1, 2, 3, 20].map((attempt) => delayBefore(attempt, undefined, 1))).toEqual([500, 1_000, 2_000, 60_000]);
    expect(delayBefore(1, undefined, 0)).toBe(250);
  });
});

it('knows up to which line everything is done, whatever the order in which batches finish', () => {
  const settled = createSettledLines(0);
  settled.begin(1);
  settled.begin(11);
  settled.begin(21);
  settled.settle(21, 30);
  expect(settled.upTo()).toBe(0);
  settled.settle(1, 10);
  expect(settled.upTo()).toBe(10);
  settled.settle(11, 20);
  expect(settled.upTo()).toBe(30);
});

describe('a file', () => {
  const lines = (count: number) =>
    Array.from({ length: count }, (_, n) => JSON.stringify({ type: 'track', n, messageId: `m${n}` }));
  const deps = (
    send: (
      batch: Batch,
    ) => Promise<{ rejected: number; rejections: { index: number; problems: { path: string; message: string }[] }[] }>,
  ) => ({
    batches: createBatches(3),
    settled: createSettledLines(0),
    skipUpTo: 0,
    concurrency: 2,
    send,
    onProgress: async () => undefined,
  });
  const taken = { rejected: 0, rejections: [] };

  it('is sent whole, with at most so many batches under way', async () => {
    let underWay = 0;
    let most = 0;
    const account = await sendLines(
      Readable.from([lines(20).join('\n')]),
      deps(async () => {
        underWay += 1;
        most = Math.max(most, underWay);
        await new Promise(setImmediate);
        underWay -= 1;
        return taken;
      }),
    );
    expect(account).toMatchObject({ lines: 20, sent: 20, accepted: 20, rejected: 0, malformed: 0 });
    expect(most).toBe(2);
  });

  it('tells of malformed and of rejected lines by their number in the file', async () => {
    const text = ['nonsense', ...lines(4), ''].join('\n');
    const problems = [{ path: 'userId', message: 'is missing' }];
    const account = await sendLines(
      Readable.from([text]),
      deps(async ({ events }) => (events.length === 1 ? { rejected: 1, rejections: [{ index: 0, problems }] } : taken)),
    );
    expect(account).toMatchObject({ sent: 4, accepted: 3, rejected: 1, malformed: 1 });
    expect(account.examples.map(({ line }) => line)).toEqual([1, 5]);
    expect(account.examples[1]?.reason).toBe('userId: is missing');
  });

  it('goes on after the line up to which an earlier run was done', async () => {
    const sent: string[] = [];
    const account = await sendLines(Readable.from([lines(8).join('\n')]), {
      ...deps(async ({ events }) => {
        sent.push(...events);
        return taken;
      }),
      skipUpTo: 5,
    });
    expect(account).toMatchObject({ lines: 8, skipped: 5, sent: 3 });
    expect(sent).toEqual(lines(8).slice(5));
  });

  it('stops at a batch that cannot be sent, and knows what is done', async () => {
    const parts = {
      ...deps(async ({ firstLine }) => (firstLine === 4 ? Promise.reject(new Error('401')) : taken)),
      concurrency: 1,
    };
    await expect(sendLines(Readable.from([lines(30).join('\n')]), parts)).rejects.toThrow('401');
    expect(parts.settled.upTo()).toBe(3);
  });
});
