import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { aContext, type HttpFunction, httpRequest } from './http-request.ts';

export interface LoopbackRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number;
}

export interface LoopbackApi {
  readonly url: string;
  /** Every request so far, with what was answered. */
  readonly requests: readonly LoopbackRequest[];
}

/**
 * A function behind a real HTTP server on this machine, for clients that are real programs. Bodies with a content encoding come
 * as base64, as from API Gateway. It ends with the test. `before` may answer in the function's place: with a status, and headers if need be.
 */
export const serve = async (
  handler: HttpFunction,
  before: (requestNumber: number) => { status: number; headers?: Record<string, string> } | undefined = () => undefined,
): Promise<LoopbackApi> => {
  const requests: LoopbackRequest[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const bytes = await buffer(incoming);
    const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
    const encoded = headers['content-encoding'] !== undefined;
    const request = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      headers,
      body: encoded ? bytes : bytes.toString(),
    };
    const instead = before(requests.length + 1);
    const answer = instead
      ? { statusCode: instead.status, headers: instead.headers ?? {}, body: '' }
      : await handler(httpRequest(request), aContext);
    requests.push({ path: request.path, headers, status: answer?.statusCode ?? 0 });
    const answered = Object.entries(answer?.headers ?? {}).map(([name, value]) => [name, String(value)]);
    outgoing.writeHead(answer?.statusCode ?? 500, Object.fromEntries(answered)).end(answer?.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return { url: `http://127.0.0.1:${port}`, requests };
};
