import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { StoreUnavailable } from '#shared/domain/errors.ts';

/**
 * Reads a secret once per process: the first caller fetches it, those who come meanwhile wait for the same answer, and a failure
 * is not kept. A changed secret thus reaches a warm function when its process ends, at most some hours later.
 *
 * @throws StoreUnavailable when Secrets Manager cannot be reached or throttles.
 */
export const createSecret = (arn: string, client = newClient()): (() => Promise<string>) => {
  let value: Promise<string> | undefined;
  return () => {
    value ??= fetchSecret(client, arn).catch((error: unknown) => {
      value = undefined;
      throw error;
    });
    return value;
  };
};

const newClient = () =>
  new SecretsManagerClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
  });

const fetchSecret = async (client: SecretsManagerClient, arn: string): Promise<string> => {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn })).catch((error: unknown) => {
    if (isAway(error)) throw new StoreUnavailable('unavailable', 5, { cause: error });
    throw error;
  });
  if (!SecretString) throw new Error('the secret that signs unsubscribe links is empty');
  return SecretString;
};

/** Throttled, a fault on their side, or no connection; anything else (no such secret, no permission) is a mistake of ours. */
const isAway = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const { $fault, $metadata } = error as { $fault?: string; $metadata?: { httpStatusCode?: number } };
  return (
    $fault === 'server' ||
    error.name === 'ThrottlingException' ||
    error.name === 'TimeoutError' ||
    $metadata?.httpStatusCode === undefined
  );
};
