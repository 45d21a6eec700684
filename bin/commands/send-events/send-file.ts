import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Batch, Batches } from './batches.ts';
import { readLine } from './read-line.ts';
import type { BatchAnswer } from './send-batch.ts';
import type { SettledLines } from './settled-lines.ts';

/** What became of the lines of a file. Lines that an earlier, interrupted run has settled are counted as `skipped` only. */
export interface SendAccount {
  lines: number;
  skipped: number;
  sent: number;
  accepted: number;
  rejected: number;
  malformed: number;
  /** The first few of those that were not taken, with why. */
  readonly examples: { readonly line: number; readonly reason: string }[];
}

const mostExamples = 10;

export interface SendFileDeps {
  readonly batches: Batches;
  readonly settled: SettledLines;
  readonly skipUpTo: number;
  /** Batches under way at the same time. */
  readonly concurrency: number;
  send(batch: Batch): Promise<BatchAnswer>;
  onProgress(account: SendAccount): Promise<void>;
}

/**
 * Sends a stream of lines. Memory does not grow with its length: it is read no faster than it can be sent.
 *
 * @throws what `send` throws; batches under way are awaited first, so that the progress noted is true.
 */
export const sendLines = async (input: Readable, deps: SendFileDeps): Promise<SendAccount> => {
  const account: SendAccount = { lines: 0, skipped: 0, sent: 0, accepted: 0, rejected: 0, malformed: 0, examples: [] };
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const lineOf = new WeakMap<Batch, readonly number[]>();
  let numbers: number[] = [];

  const example = (line: number, reason: string) => {
    if (account.examples.length < mostExamples) account.examples.push({ line, reason });
  };

  const dispatch = async (batch: Batch) => {
    const { rejected, rejections } = await deps.send(batch);
    deps.settled.settle(batch.firstLine, batch.lastLine);
    account.accepted += batch.events.length - rejected;
    account.rejected += rejected;
    for (const { index, problems } of rejections) {
      const reasons = problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
      example(lineOf.get(batch)?.[index] ?? batch.firstLine, reasons.join('; ') || 'rejected');
    }
    await deps.onProgress(account);
  };

  const start = async (batch: Batch) => {
    lineOf.set(batch, numbers.slice(0, batch.events.length));
    numbers = numbers.slice(batch.events.length);
    account.sent += batch.events.length;
    deps.settled.begin(batch.firstLine);
    const sending: Promise<void> = dispatch(batch)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => underWay.delete(sending));
    underWay.add(sending);
    if (underWay.size >= deps.concurrency) await Promise.race(underWay);
  };

  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    account.lines += 1;
    if (account.lines <= deps.skipUpTo) {
      account.skipped += 1;
      continue;
    }
    const line = readLine(text, account.lines);
    if (line.kind === 'malformed') {
      account.malformed += 1;
      example(account.lines, line.reason);
    } else if (line.kind === 'event') {
      const full = deps.batches.add(line.json, line.bytes, account.lines);
      numbers.push(account.lines);
      if (full !== undefined) await start(full);
    }
    if (failures.length > 0) break;
  }
  const rest = failures.length === 0 ? deps.batches.rest() : undefined;
  if (rest !== undefined) await start(rest);
  await Promise.all(underWay);
  await deps.onProgress(account);
  if (failures.length > 0) throw failures[0];
  return account;
};
