import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createSecret } from '#shared/adapters/secrets-manager/secret.ts';
import { StoreUnavailable } from '#shared/domain/errors.ts';

/**
 * The secrets of destinations, by the names that `marketing/destinations.yaml` gives them: `<prefix><name>` in Secrets Manager, so that each
 * stage has its own. Each is read once per process. One that is missing, empty or may not be read is `undefined`, and is looked for again the
 * next time.
 *
 * @throws StoreUnavailable when Secrets Manager cannot be reached or throttles.
 */
export const createDestinationSecrets = (
  prefix: string,
  client?: SecretsManagerClient,
): ((name: string) => Promise<string | undefined>) => {
  const secrets = new Map<string, () => Promise<string>>();
  return async (name) => {
    const secret = secrets.get(name) ?? createSecret(`${prefix}${name}`, client);
    secrets.set(name, secret);
    return secret().catch((error: unknown) => {
      if (error instanceof StoreUnavailable) throw error;
      return undefined;
    });
  };
};
