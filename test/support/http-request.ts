import type { Context } from 'aws-lambda';
import type { HttpAnswer } from '#shared/runtime/http-answer.ts';
import type { HttpRequest } from '#shared/runtime/http-handler.ts';

export interface RequestParts {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** Text as it is, bytes as the gateway hands them over: in base64. Anything else as JSON. */
  readonly body?: unknown;
}

/** A request as API Gateway's HTTP API hands it to a function (payload 2.0). */
export const httpRequest = ({ method = 'POST', path, headers = {}, query, body }: RequestParts): HttpRequest => {
  const [rawPath = '', rawQueryString = ''] = path.split('?');
  const binary = body instanceof Uint8Array;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    queryStringParameters: { ...Object.fromEntries(new URLSearchParams(rawQueryString)), ...query },
    requestContext: {
      accountId: '000000000000',
      apiId: 'test',
      domainName: 'api.example.com',
      domainPrefix: 'api',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'test' },
      requestId: 'request-1',
      routeKey: '$default',
      stage: '$default',
      time: '22/Nov/2026:08:30:00 +0000',
      timeEpoch: Date.parse('2026-11-22T08:30:00Z'),
    },
    ...(body !== undefined && { body: binary ? Buffer.from(body).toString('base64') : text }),
    isBase64Encoded: binary,
  };
};

export type HttpFunction = (request: HttpRequest, context: Context) => Promise<HttpAnswer | undefined> | HttpAnswer | undefined;

export const aContext: Context = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'test',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:test',
  memoryLimitInMB: '256',
  awsRequestId: 'request-1',
  logGroupName: 'test',
  logStreamName: 'test',
  getRemainingTimeInMillis: () => 10_000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
};

/** What a function answered, with its JSON read. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape, and a wrong path fails the test
  readonly json: any;
}

export const call = async (handler: HttpFunction, parts: RequestParts): Promise<Answered> => {
  const answer = await handler(httpRequest(parts), aContext);
  const headers = Object.entries(answer?.headers ?? {}).map(([name, value]) => [name, String(value)]);
  return {
    status: answer?.statusCode ?? 0,
    headers: Object.fromEntries(headers),
    json: answer?.body === undefined ? undefined : JSON.parse(answer.body),
  };
};

export const basic = (key: string): string => `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
