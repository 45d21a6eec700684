import { lookup as systemLookup } from 'node:dns/promises';
import { type IncomingMessage, request as requestPlainly } from 'node:http';
import { request as requestSecurely } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { WebhookAnswer } from '#shared/domain/webhook/webhook-answer.ts';
import { urlProblem } from '#shared/domain/webhook/webhook-url.ts';
import { isAllowedAddress } from './allowed-address.ts';

export interface OutgoingRequest {
  readonly method: 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What requests are kept within. Tests give their own names and times. */
export interface Guard {
  readonly resolve: (hostname: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;
  /** Aborts when the whole request has taken long enough. */
  readonly deadline: () => AbortSignal;
  /** Only in the local stage. */
  readonly allowLoopback: boolean;
}

const patienceMilliseconds = 10_000;
const mostResponseBytes = 64 * 1024;

export const usualLimits: Omit<Guard, 'allowLoopback'> = {
  resolve: (hostname) => systemLookup(hostname, { all: true }),
  deadline: () => AbortSignal.timeout(patienceMilliseconds),
};

/**
 * Sends one request to where it may go, and answers with the status and when to come again. Redirects are not followed; of the response no more than 64 KB are
 * taken and nothing is looked at.
 *
 * The addresses of the host are looked at where the connection looks them up, and it connects to exactly those: a name that is answered
 * harmlessly first and with an inner address a moment later gains nothing by it. One bad address among good ones is enough to refuse.
 */
export const guardedRequest = (
  { method, url, headers, body }: OutgoingRequest,
  { resolve, deadline, allowLoopback }: Guard,
): Promise<WebhookAnswer> => {
  if (urlProblem(url, { allowLoopback }) !== undefined) return Promise.resolve(forbidden);
  const lookup: LookupFunction = (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (first === undefined || !addresses.every(({ address }) => isAllowedAddress(address, { allowLoopback })))
          callback(new ForbiddenAddress(), []);
        else if (options.all === true) callback(null, [...addresses]);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };
  const signal = deadline();
  return new Promise((settle) => {
    const request = url.startsWith('https:') ? requestSecurely : requestPlainly;
    // A connection of its own: what was checked for one receiver is not used for another.
    const outgoing = request(url, { method, headers, lookup, signal, agent: false });
    outgoing.on('response', (response) => drain(response, settle));
    outgoing.on('error', (error) => {
      if (error instanceof ForbiddenAddress) settle(forbidden);
      else settle({ kind: 'no-answer', why: signal.aborted ? 'timeout' : 'network' });
    });
    outgoing.end(body);
  });
};

const forbidden: WebhookAnswer = { kind: 'not-sent', reason: 'forbidden-address' };

class ForbiddenAddress extends Error {
  override readonly name = 'ForbiddenAddress';
}

/** The status counts, whatever becomes of the rest. */
const drain = (response: IncomingMessage, settle: (answer: WebhookAnswer) => void): void => {
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > mostResponseBytes) response.destroy();
  });
  response.on('error', () => {});
  const asked = response.headers['retry-after'];
  const answer: WebhookAnswer = {
    kind: 'answered',
    status: response.statusCode ?? 0,
    ...(asked === undefined ? {} : { retryAfter: asked }),
  };
  response.on('close', () => settle(answer));
};
