import middy from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { InvalidPageToken, StoreUnavailable } from '#shared/domain/errors.ts';
import { type HttpAnswer, problem, tryAgain } from './http-answer.ts';
import { logger } from './logger.ts';
import { thrownAt } from './thrown-at.ts';

export type HttpRequest = APIGatewayProxyEventV2;

export interface HttpHandlerOptions {
  /** Added to every answer, errors included: a browser hides an answer without its CORS headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

// The store's own retries end well before; what is left is for the answer to travel.
const answerBeforeTimeoutMilliseconds = 300;

/**
 * Wraps what answers one HTTP request, so that a caller always gets JSON that says what to do:
 * a store that throttles or is away becomes 429 or 503 with Retry-After, and so does a function about to run out of time;
 * anything unforeseen becomes 500 and a log line without content (the error's name and place, not its message, which may quote
 * what was sent).
 */
export const defineHttpHandler = (
  handle: (request: HttpRequest) => Promise<HttpAnswer> | HttpAnswer,
  options: HttpHandlerOptions = {},
) =>
  middy<HttpRequest, HttpAnswer>({
    timeoutEarlyInMillis: answerBeforeTimeoutMilliseconds,
    timeoutEarlyResponse: () => tryAgain('unavailable', 5),
  })
    .after((request) => {
      request.response = withHeaders(request.response, options.headers);
    })
    .onError((request) => {
      request.response = withHeaders(answerTo(request.error), options.headers);
    })
    .handler((request: HttpRequest) => handle(request));

const withHeaders = <Answer extends HttpAnswer | null | undefined>(answer: Answer, headers: HttpHandlerOptions['headers']) =>
  answer && headers ? { ...answer, headers: { ...answer.headers, ...headers } } : answer;

const answerTo = (error: unknown): HttpAnswer => {
  if (error instanceof StoreUnavailable) return tryAgain(error.reason, error.retryAfterSeconds);
  if (error instanceof InvalidPageToken) {
    return problem(400, { code: 'invalid-page-token', message: error.message, path: 'next' });
  }
  const thrown = error instanceof Error ? error : new Error('not an error');
  logger.error('a request failed', { error: thrown.name, at: thrownAt(thrown, 5) });
  return problem(500, { code: 'internal', message: 'something unforeseen went wrong here; sending the same again is safe' });
};
