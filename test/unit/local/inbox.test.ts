import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseSentMail } from '#tools/local/inbox/messages.ts';
import { listPage, messagePage } from '#tools/local/inbox/pages.ts';
import { type Inbox, serveInbox } from '#tools/local/inbox/server.ts';

const sent = (id: string, overrides: object = {}) => ({
  MessageId: `${id}@email.amazonses.com`,
  Source: '"Store" <hello@store.example>',
  To: ['ada@example.com'],
  CC: [],
  BCC: [],
  Subject: 'Hello',
  BodyText: 'Hello Ada',
  BodyHtml: '<p>Hello <b>Ada</b></p>',
  Timestamp: 1_795_333_200.5,
  Type: 'v2.SendEmail',
  ...overrides,
});

const hostile = '<script>alert("x")</script>';
const answer = {
  messages: { '000000000000': [sent('m1'), sent('m2', { Timestamp: 1_795_333_300, Subject: hostile, To: [hostile] })] },
};

let emulator: Server;
let inbox: Inbox;
beforeAll(async () => {
  emulator = createServer((_, response) => response.end(JSON.stringify(answer)));
  emulator.listen(0, '127.0.0.1');
  await once(emulator, 'listening');
  const address = emulator.address();
  inbox = await serveInbox(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
});
afterAll(async () => {
  await inbox.close();
  emulator.close();
});

it('reads the emulator’s answer, newest first', () => {
  const [second, first] = parseSentMail(answer);
  expect([second?.id, first?.id]).toEqual(['m2', 'm1']);
  expect(first).toMatchObject({
    from: '"Store" <hello@store.example>',
    sentAt: new Date('2026-11-22T07:40:00.500Z'),
    headers: [],
  });
});

it('escapes whatever a mail says', () => {
  const messages = parseSentMail(answer);
  const [message] = messages;
  for (const html of [listPage(messages, 1), message === undefined ? '' : messagePage(message)]) {
    expect(html).not.toContain('<script');
    expect(html).toContain('&#60;script');
  }
});

it('says that there is no mail yet', () => {
  expect(listPage([], 1)).toContain('No mail yet');
});

it('serves list and message without scripts, and the mail itself in a sandbox that may load nothing', async () => {
  const list = await fetch(inbox.url);
  expect(list.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await list.text()).toContain('/messages/m1');

  const message = await (await fetch(`${inbox.url}/messages/m1`)).text();
  expect(message).toContain('sandbox=""');
  const html = await fetch(`${inbox.url}/messages/m1/html`);
  expect(html.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
  expect(await html.text()).toBe('<p>Hello <b>Ada</b></p>');
  expect(await (await fetch(`${inbox.url}/messages/m1.json`)).json()).toMatchObject({ id: 'm1', text: 'Hello Ada' });
});

it.each([
  ['an unknown message', '/messages/none', 404],
  ['an unknown page', '/else', 404],
])('answers %s with %s', async (_, path, status) => {
  expect((await fetch(inbox.url + path)).status).toBe(status);
});

it('answers no other name than its own, which a page elsewhere might have pointed here', async () => {
  const { port } = new URL(inbox.url);
  const status = await new Promise((resolve) => {
    request({ host: '127.0.0.1', port, headers: { host: 'evil.example' } }, (response) =>
      resolve(response.resume().statusCode),
    ).end();
  });
  expect(status).toBe(403);
});
