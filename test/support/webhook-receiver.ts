import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import * as z from 'zod';

const receivedRequest = z.object({
  path: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
  answered: z.number(),
});
export type ReceivedRequest = z.infer<typeof receivedRequest>;

/**
 * A receiver of webhooks for a whole test run. `/hook` takes everything; `/moody` refuses each message once and takes it when it comes again.
 * What came can be read with {@link readReceived}, from any process.
 */
export const startWebhookReceiver = async (): Promise<{ readonly url: string; close(): Promise<void> }> => {
  const received: ReceivedRequest[] = [];
  const take = async (request: IncomingMessage): Promise<number> => {
    const path = request.url ?? '';
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const body = await text(request);
    const isNew = !received.some((one) => one.path === path && one.headers['webhook-id'] === headers['webhook-id']);
    const answered = path === '/moody' && isNew ? 503 : 204;
    received.push({ path, headers, body, answered });
    return answered;
  };
  const server = createServer((request, response) => {
    if (request.method === 'GET') {
      response.end(JSON.stringify(received));
      return;
    }
    take(request).then(
      (status) => response.writeHead(status).end(),
      () => response.destroy(),
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
};

/** Everything that a receiver has got so far, oldest first. */
export const readReceived = async (url: string): Promise<readonly ReceivedRequest[]> =>
  z.array(receivedRequest).parse(await (await fetch(url)).json());
