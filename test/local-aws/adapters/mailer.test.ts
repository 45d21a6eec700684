import { randomUUID } from 'node:crypto';
import { expect, inject, it } from 'vitest';
import * as z from 'zod';
import { createSesMailer } from '#shared/adapters/ses/mailer.ts';
import { readChannels } from '#shared/adapters/yaml/read-channels.ts';
import { aMail, describeMailerContract } from '#test/support/contracts/mailer.ts';

const { endpointUrl } = inject('stack');
const { channels } = await readChannels('marketing/channels.yaml');
if (channels === undefined) throw new Error('marketing/channels.yaml has problems');

// The emulator does not ask whether the configuration set exists; on AWS this name would be refused.
const makeMailer = () =>
  createSesMailer({ from: channels.email.from, replyTo: channels.email.replyTo, configurationSet: 'tributary-test' });

describeMailerContract(makeMailer);

const sentMail = z.object({
  Source: z.string(),
  To: z.array(z.string()),
  Subject: z.string(),
  BodyHtml: z.string(),
  BodyText: z.string(),
});
const messages = z.object({ messages: z.union([z.record(z.string(), z.array(sentMail)), z.array(sentMail)]) });

it('is found in the emulator as it was handed over', async () => {
  const to = `${randomUUID()}@example.com`;
  await makeMailer().send(aMail({ to }));

  const answer = messages.parse(await (await fetch(`${endpointUrl}/_ministack/ses/messages`)).json());
  const mails = Object.values(answer.messages).flat();
  expect(mails.find(({ To }) => To.includes(to))).toEqual({
    Source: '"Northwind Home" <hello@northwind.example>',
    To: [to],
    Subject: 'Grüße from the kitchen 🙂',
    BodyHtml: '<p>Hello Mira</p>',
    BodyText: 'Hello Mira',
  });
});
