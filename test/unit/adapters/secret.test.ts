import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, expect, it } from 'vitest';
import { createSecret } from '#shared/adapters/secrets-manager/secret.ts';
import { StoreUnavailable } from '#shared/domain/errors.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Something that answers like Secrets Manager, one answer after the other, the last one for good. */
const secretThat = async (...answers: readonly { readonly status: number; readonly body: object }[]) => {
  let calls = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const answer = answers[Math.min(calls, answers.length - 1)] ?? { status: 500, body: {} };
      calls += 1;
      response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1', connection: 'close' });
      response.end(JSON.stringify(answer.body));
    });
  });
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const client = new SecretsManagerClient({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  return { secret: createSecret('arn:of-the-secret', client), calls: () => calls };
};

const found = { status: 200, body: { SecretString: 'the secret' } };

it('fetches a secret once, also for those who ask at the same time', async () => {
  const { secret, calls } = await secretThat(found);
  expect(await Promise.all([secret(), secret(), secret()])).toEqual(['the secret', 'the secret', 'the secret']);
  expect(await secret()).toBe('the secret');
  expect(calls()).toBe(1);
});

it('says that the store is away, and fetches again the next time', async () => {
  const { secret } = await secretThat({ status: 503, body: { __type: 'InternalServiceError' } }, found);
  await expect(secret()).rejects.toThrow(StoreUnavailable);
  expect(await secret()).toBe('the secret');
});

it.each([
  ['a secret that does not exist', { status: 400, body: { __type: 'ResourceNotFoundException' } }],
  ['a missing permission', { status: 400, body: { __type: 'AccessDeniedException' } }],
  ['an empty secret', { status: 200, body: {} }],
])('fails for good on %s, so that the alarm shows it', async (_, answer) => {
  const { secret } = await secretThat(answer);
  const error = await secret().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Error);
  expect(error).not.toBeInstanceOf(StoreUnavailable);
});
