import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type InboxMessage, readSentMail } from './messages.ts';
import { listPage, messagePage, missingPage } from './pages.ts';

/** The inbox page, being served. */
export interface Inbox {
  readonly url: string;
  close(): Promise<void>;
}

// The page has no scripts at all; a mail's own HTML may show its styles and inline images and do nothing else.
const pagePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; base-uri 'none'; form-action 'none'";
const mailPolicy =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'";

const send = (response: ServerResponse, status: number, type: string, policy: string, body: string): void => {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-security-policy': policy,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
};

const answer = (response: ServerResponse, url: URL, messages: readonly InboxMessage[]): void => {
  const html = (body: string, status = 200) => send(response, status, 'text/html', pagePolicy, body);
  if (url.pathname === '/') {
    html(listPage(messages, Math.max(1, Number.parseInt(url.searchParams.get('page') ?? '', 10) || 1)));
    return;
  }
  const [, id, part] = /^\/messages\/([^/]+?)(\/html|\.json)?$/.exec(url.pathname) ?? [];
  const message = messages.find((candidate) => candidate.id === id);
  if (message === undefined) html(missingPage(), 404);
  else if (part === undefined) html(messagePage(message));
  else if (part === '.json') send(response, 200, 'application/json', pagePolicy, JSON.stringify(message));
  else send(response, 200, 'text/html', mailPolicy, message.html ?? '');
};

/** Serves the emulator's sent mail as pages on 127.0.0.1. Port 0 is any free one. */
export const serveInbox = async (endpointUrl: string, port = 0): Promise<Inbox> => {
  const server = createServer(async (request, response) => {
    // A page elsewhere must not read customers' mail by pointing a name of its own at this address.
    if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? ''))
      return send(response, 403, 'text/plain', pagePolicy, 'Wrong host.');
    if (request.method !== 'GET' && request.method !== 'HEAD') return send(response, 405, 'text/plain', pagePolicy, 'Only GET.');
    try {
      answer(response, new URL(request.url ?? '/', 'http://localhost'), await readSentMail(endpointUrl));
    } catch (error) {
      send(response, 502, 'text/plain', pagePolicy, `The mail cannot be read: ${error instanceof Error ? error.message : error}`);
    }
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the inbox has no address');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
