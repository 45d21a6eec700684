import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { afterEach, describe, expect, it } from 'vitest';
import { createMemoryMailer } from '#shared/adapters/memory/mailer.ts';
import { mailOutcomeOf } from '#shared/adapters/ses/mail-outcome-of.ts';
import { createSesMailer, newSesClient, type SesMailerOptions } from '#shared/adapters/ses/mailer.ts';
import { mailbox } from '#shared/adapters/ses/sender.ts';
import { aMail, describeMailerContract } from '#test/support/contracts/mailer.ts';

describeMailerContract(createMemoryMailer);

/** Something that speaks like SES, on this machine, and may misbehave. */
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

interface Answer {
  readonly status: number;
  readonly error?: string;
  readonly body?: unknown;
}

const sesThat = async (behave: (request: IncomingMessage, response: ServerResponse) => void): Promise<SESv2Client> => {
  const server = createServer(behave);
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return clientOf(port);
};

const clientOf = (port: number): SESv2Client =>
  new SESv2Client({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 500, requestTimeout: 200, throwOnRequestTimeout: true },
  });

const answering =
  ({ status, error, body = {} }: Answer) =>
  (request: IncomingMessage, response: ServerResponse) => {
    request.resume().on('end', () => {
      response.writeHead(status, {
        'content-type': 'application/json',
        ...(error === undefined ? {} : { 'x-amzn-errortype': error }),
      });
      response.end(JSON.stringify(body));
    });
  };

const options: SesMailerOptions = {
  from: { name: 'Northwind Home', address: 'hello@northwind.example' },
  replyTo: 'care@northwind.example',
  configurationSet: 'tributary-test',
};

describe('the SES mailer', () => {
  it('asks SES for the mail, its headers, its tags and its configuration set', async () => {
    let asked: unknown;
    const client = await sesThat((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        asked = { path: request.url, ...JSON.parse(Buffer.concat(chunks).toString('utf8')) };
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ MessageId: 'ses-1' }));
      });
    });
    expect(await createSesMailer(options, client).send(aMail())).toEqual({ kind: 'accepted', sesMessageId: 'ses-1' });
    expect(asked).toEqual({
      path: '/v2/email/outbound-emails',
      FromEmailAddress: '"Northwind Home" <hello@northwind.example>',
      ReplyToAddresses: ['care@northwind.example'],
      Destination: { ToAddresses: ['mira@example.com'] },
      ConfigurationSetName: 'tributary-test',
      Content: {
        Simple: {
          Subject: { Data: 'Grüße from the kitchen 🙂', Charset: 'UTF-8' },
          Body: { Html: { Data: '<p>Hello Mira</p>', Charset: 'UTF-8' }, Text: { Data: 'Hello Mira', Charset: 'UTF-8' } },
          Headers: [
            { Name: 'List-Unsubscribe', Value: '<https://api.example/v1/unsubscribe/token>' },
            { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
          ],
        },
      },
      EmailTags: [
        { Name: 'sendId', Value: '0123456789abcdef0123456789abcdef' },
        { Name: 'profile0', Value: 'dXNlcjptaXJh' },
      ],
    });
  });

  it('sends under the name of another brand from the same address', async () => {
    let from: unknown;
    const client = await sesThat((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        from = JSON.parse(Buffer.concat(chunks).toString('utf8')).FromEmailAddress;
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ MessageId: 'ses-1' }));
      });
    });
    await createSesMailer(options, client).send(aMail({ sender: 'Auriga' }));
    expect(from).toBe('"Auriga" <hello@northwind.example>');
  });

  it.each([
    ['MessageRejected', 400, 'rejected'],
    ['BadRequestException', 400, 'rejected'],
    ['MailFromDomainNotVerifiedException', 400, 'rejected'],
    ['NotFoundException', 404, 'rejected'],
    ['TooManyRequestsException', 429, 'not-now'],
    ['LimitExceededException', 400, 'not-now'],
    ['SendingPausedException', 400, 'not-now'],
    ['AccountSuspendedException', 400, 'not-now'],
    ['AccessDeniedException', 403, 'not-now'],
    ['InternalServiceErrorException', 500, 'unknown'],
    ['SomethingNewException', 400, 'unknown'],
  ])('takes %s for what it is', async (error, status, kind) => {
    const client = await sesThat(answering({ status, error }));
    expect(await createSesMailer(options, client).send(aMail())).toEqual({ kind, code: error });
  });

  it('asks once, also where the SDK would ask again', async () => {
    let calls = 0;
    const client = await sesThat((request, response) => {
      calls += 1;
      answering({ status: 503 })(request, response);
    });
    expect((await createSesMailer(options, client).send(aMail())).kind).toBe('unknown');
    expect(calls).toBe(1);
    expect(await newSesClient().config.maxAttempts()).toBe(1);
  });

  it('knows nothing when the answer does not come', async () => {
    const client = await sesThat((request) => {
      request.resume();
    });
    expect(await createSesMailer(options, client).send(aMail())).toEqual({ kind: 'unknown', code: 'TimeoutError' });
  });

  it('knows nothing when the connection breaks after the request', async () => {
    const client = await sesThat((request) => {
      request.resume().on('end', () => request.socket.destroy());
    });
    expect((await createSesMailer(options, client).send(aMail())).kind).toBe('unknown');
  });

  it('knows nothing when the answer names no mail', async () => {
    const client = await sesThat(answering({ status: 200 }));
    expect(await createSesMailer(options, client).send(aMail())).toEqual({ kind: 'unknown', code: 'NoMessageId' });
  });

  it('may ask again where nobody listened at all', async () => {
    // A port that was free a moment ago, and that nobody listens on now.
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    await new Promise((closed) => server.close(closed));
    expect(await createSesMailer(options, clientOf(port)).send(aMail())).toEqual({ kind: 'not-now', code: 'ECONNREFUSED' });
  });

  it('knows nothing of what it cannot name', () => {
    expect(mailOutcomeOf('?')).toEqual({ kind: 'unknown', code: 'NotAnError' });
  });
});

describe('the sender', () => {
  it.each([
    ['Northwind Home', '"Northwind Home" <a@b.example>'],
    ['The "Home" \\ Co', '"The \\"Home\\" \\\\ Co" <a@b.example>'],
    ['Küche', '=?UTF-8?B?S8O8Y2hl?= <a@b.example>'],
  ])('%s is written as a header wants it', (name, expected) => {
    expect(mailbox({ name, address: 'a@b.example' })).toBe(expected);
  });

  it('with a long name is written in words that are short enough, none of which ends within a character', () => {
    const name = '北风家居厨房用品专营店'.repeat(6);
    const words = mailbox({ name, address: 'a@b.example' }).replace(' <a@b.example>', '').split(' ');
    for (const word of words) expect(word.length).toBeLessThanOrEqual(75);
    expect(words.map((word) => Buffer.from(word.slice('=?UTF-8?B?'.length, -2), 'base64').toString('utf8')).join('')).toBe(name);
    expect(words.join('')).not.toContain(Buffer.from('\ufffd').toString('base64'));
  });

  it('cannot start a header of its own', () => {
    expect(mailbox({ name: 'Küche\r\nBcc: eve@example.com', address: 'a@b.example' })).not.toMatch(/[\r\n]/);
    expect(mailbox({ name: 'Home\r\nBcc: eve@example.com', address: 'a@b.example' })).not.toMatch(/[\r\n]/);
  });
});
