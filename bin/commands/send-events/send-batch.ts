import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import * as z from 'zod';
import { type Api, authorization, parseJson, reasonOf } from '../api.ts';
import { CommandFailure } from '../failure.ts';
import type { Batch } from './batches.ts';
import { askedDelay, delayBefore, isWorthRetrying, mostAttempts } from './retry.ts';

const compress = promisify(gzip);

/** What the API said of a batch it took. */
export interface BatchAnswer {
  readonly rejected: number;
  /** The first few of the rejected, by their place in the batch. */
  readonly rejections: readonly {
    readonly index: number;
    readonly problems: readonly { readonly path: string; readonly message: string }[];
  }[];
}

const taken = z.object({
  rejected: z.number().int().default(0),
  rejections: z
    .array(z.object({ index: z.number().int(), problems: z.array(z.object({ path: z.string(), message: z.string() })) }))
    .default([]),
});

const refused = z.object({ error: z.object({ message: z.string() }) });

export interface SendBatchDeps {
  readonly api: Api;
  readonly onRetry: (why: string, milliseconds: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Posts a batch until it is accepted. Sending it twice is harmless: its events have message ids.
 *
 * @throws CommandFailure when the API refuses it for a reason that sending again does not change, or keeps failing.
 */
export const sendBatch = async ({ api, onRetry, signal }: SendBatchDeps, batch: Batch): Promise<BatchAnswer> => {
  // No `sentAt`: it is for correcting a device's clock, and would move the times of a file by however long the request takes.
  const body = await compress(`{"batch":[${batch.events.join(',')}]}`);
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await post(api, body, signal);
    if (outcome.kind === 'accepted') return outcome.answer;
    if (outcome.kind === 'refused' || attempt >= mostAttempts) {
      throw new CommandFailure(`The batch of lines ${batch.firstLine} to ${batch.lastLine} was not accepted: ${outcome.why}`);
    }
    const milliseconds = delayBefore(attempt, outcome.asked, Math.random());
    onRetry(outcome.why, milliseconds);
    await pause(milliseconds, undefined, signal === undefined ? {} : { signal });
  }
};

type Outcome =
  | { readonly kind: 'accepted'; readonly answer: BatchAnswer }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'later'; readonly why: string; readonly asked: number | undefined };

const post = async (api: Api, body: Uint8Array<ArrayBuffer>, signal: AbortSignal | undefined): Promise<Outcome> => {
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(`${api.url}/v1/batch`, {
      method: 'POST',
      // Not application/json: gateways may hand on the body of a text type as text, which a compressed one does not survive.
      headers: {
        authorization: authorization(api.key),
        'content-type': 'application/octet-stream',
        'content-encoding': 'gzip',
      },
      body,
      redirect: 'error',
      signal: AbortSignal.any([AbortSignal.timeout(40_000), ...(signal === undefined ? [] : [signal])]),
    });
    text = await answer.text();
  } catch (error) {
    signal?.throwIfAborted();
    return { kind: 'later', why: `${api.url} does not answer (${reasonOf(error)})`, asked: undefined };
  }
  const said = parseJson(text);
  if (answer.ok) {
    const parsed = taken.safeParse(said);
    return parsed.success
      ? { kind: 'accepted', answer: parsed.data }
      : { kind: 'refused', why: `${api.url} does not answer like a Tributary: ${text.slice(0, 200)}` };
  }
  const message = refused.safeParse(said);
  const why = `${answer.status} ${message.success ? message.data.error.message : text.slice(0, 200)}`;
  return isWorthRetrying(answer.status)
    ? { kind: 'later', why, asked: askedDelay(answer.headers.get('retry-after'), Date.now()) }
    : { kind: 'refused', why };
};
