import { createHash } from 'node:crypto';
import type { WebhookDelivery } from '#shared/ports/webhooks.ts';
import type { OutgoingRequest } from './guarded-request.ts';

type MailchimpDelivery = Extract<WebhookDelivery, { kind: 'mailchimp' }>;

export const mailchimpHost = (dataCentre: string): string => `https://${dataCentre}.api.mailchimp.com`;

/**
 * Adds the customer to the audience, or brings the fields of the member up to date. Who has left the audience is not brought back:
 * `status_if_new` is for new members only. `undefined` where the secret is no API key.
 */
export const memberRequest = (
  { audience, email, statusIfNew, fields }: MailchimpDelivery,
  key: string,
  host: (dataCentre: string) => string,
): OutgoingRequest | undefined =>
  requestOf(key, host, 'PUT', `${memberPath(audience, email)}?skip_merge_validation=true`, {
    email_address: email,
    status_if_new: statusIfNew,
    merge_fields: fields,
  });

/** Tags have a call of their own; those that the member has besides stay. `undefined` where there are none. */
export const tagsRequest = (
  { audience, email, tags }: MailchimpDelivery,
  key: string,
  host: (dataCentre: string) => string,
): OutgoingRequest | undefined =>
  tags.length === 0
    ? undefined
    : requestOf(key, host, 'POST', `${memberPath(audience, email)}/tags`, {
        tags: tags.map((name) => ({ name, status: 'active' })),
      });

/** Mailchimp knows a member by the MD5 of the address. */
const memberPath = (audience: string, email: string): string =>
  `/3.0/lists/${encodeURIComponent(audience)}/members/${createHash('md5').update(email.toLowerCase()).digest('hex')}`;

const requestOf = (
  key: string,
  host: (dataCentre: string) => string,
  method: OutgoingRequest['method'],
  path: string,
  content: object,
): OutgoingRequest | undefined => {
  // The end of a key names the data centre; nothing else may become a part of the host's name.
  const [, dataCentre] = /^[0-9a-zA-Z]+-([a-z]{2,3}\d{1,3})$/.exec(key.trim()) ?? [];
  if (dataCentre === undefined) return undefined;
  const body = JSON.stringify(content);
  return {
    method,
    url: `${host(dataCentre)}${path}`,
    headers: {
      authorization: `Basic ${Buffer.from(`tributary:${key.trim()}`).toString('base64')}`,
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'user-agent': 'Tributary',
    },
    body,
  };
};
