import type { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, it } from 'vitest';
import { createDestinationSecrets } from '#shared/adapters/webhook/destination-secrets.ts';
import { StoreUnavailable } from '#shared/domain/errors.ts';

/** Something that answers like Secrets Manager: text for a secret, an error as it is. */
const secretsThat = (answer: (id: string) => string | Error) => {
  const asked: string[] = [];
  const client = {
    send: async ({ input }: GetSecretValueCommand) => {
      const id = input.SecretId ?? '';
      asked.push(id);
      const found = answer(id);
      if (found instanceof Error) throw found;
      return { SecretString: found };
    },
  };
  return { secret: createDestinationSecrets('tributary/dev/destinations/', client as unknown as SecretsManagerClient), asked };
};

const refused = (name: string) => Object.assign(new Error('refused'), { name, $metadata: { httpStatusCode: 400 } });

it('reads each secret of the stage once', async () => {
  const { secret, asked } = secretsThat((id) => `secret of ${id}`);
  expect(await Promise.all([secret('crm'), secret('crm'), secret('zapier')])).toEqual([
    'secret of tributary/dev/destinations/crm',
    'secret of tributary/dev/destinations/crm',
    'secret of tributary/dev/destinations/zapier',
  ]);
  expect(asked).toHaveLength(2);
});

it.each(['ResourceNotFoundException', 'AccessDeniedException', 'DecryptionFailure', 'InvalidRequestException'])(
  'has none where Secrets Manager says %s, and looks again the next time',
  async (name) => {
    let answer: string | Error = refused(name);
    const { secret } = secretsThat(() => answer);
    expect(await secret('crm')).toBeUndefined();
    answer = 'made since';
    expect(await secret('crm')).toBe('made since');
  },
);

it('has none where the secret is empty', async () => {
  expect(await secretsThat(() => '').secret('crm')).toBeUndefined();
});

it('does not take an absence of Secrets Manager for an absence of the secret', async () => {
  await expect(secretsThat(() => refused('ThrottlingException')).secret('crm')).rejects.toThrow(StoreUnavailable);
});
