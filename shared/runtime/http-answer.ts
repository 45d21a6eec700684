import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

export type HttpAnswer = APIGatewayProxyStructuredResultV2;

/** What went wrong, for people and for programs. `path` says where in what was sent, like `batch[3].properties.revenue`. */
export interface HttpError {
  readonly code: string;
  readonly message: string;
  readonly path?: string;
}

const json = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };

export const answer = (statusCode: number, body: unknown, headers: Readonly<Record<string, string>> = {}): HttpAnswer => ({
  statusCode,
  headers: { ...json, ...headers },
  body: JSON.stringify(body),
});

export const ok = (body: unknown): HttpAnswer => answer(200, body);

export const problem = (statusCode: number, error: HttpError, headers: Readonly<Record<string, string>> = {}): HttpAnswer =>
  answer(statusCode, { success: false, error }, headers);

/** 401. The challenge is Bearer, because a Basic one makes browsers open a password window. */
export const unauthorised = (error: HttpError): HttpAnswer =>
  problem(401, error, { 'www-authenticate': 'Bearer realm="tributary"' });

export const forbidden = (error: HttpError): HttpAnswer => problem(403, error);

export const notFound = (message: string): HttpAnswer => problem(404, { code: 'not-found', message });

export const methodNotAllowed = (allowed: string): HttpAnswer =>
  problem(405, { code: 'method-not-allowed', message: `this address answers ${allowed} only` }, { allow: allowed });

/** 429 or 503 with the seconds to wait: every SDK resends after these, and after no other answer is it safe to. */
export const tryAgain = (reason: 'throttled' | 'unavailable', seconds: number): HttpAnswer =>
  problem(
    reason === 'throttled' ? 429 : 503,
    { code: reason, message: `nothing was lost on our side, but not everything was stored: send the same again in ${seconds} s` },
    { 'retry-after': String(seconds), ...(reason === 'throttled' && { 'x-ratelimit-reset': String(seconds) }) },
  );
