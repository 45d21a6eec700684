import { type ProfileView, profileView } from '#shared/domain/profile/profile-view.ts';
import { eventually } from './eventually.ts';
import { localStack } from './local-stack.ts';

export const basic = (key: string): string => `Basic ${Buffer.from(`${key}:`).toString('base64')}`;

/** Calls a route of the deployed API; with the server key unless another is given. */
export const callRoute = (
  path: string,
  {
    key = localStack().serverKey,
    headers = {},
    ...init
  }: Omit<RequestInit, 'headers'> & { key?: string | undefined; headers?: Record<string, string> } = {},
): Promise<Response> => fetch(`${localStack().apiUrl}${path}`, { ...init, headers: { authorization: basic(key), ...headers } });

/** Posts a batch with the write key. */
export const postBatch = (batch: readonly unknown[]): Promise<Response> =>
  callRoute('/v1/batch', {
    method: 'POST',
    key: localStack().writeKey,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ batch }),
  });

/** The customer as the API shows them, if there is one. */
export const readCustomer = async (id: string): Promise<ProfileView | undefined> => {
  const answer = await callRoute(`/v1/profiles/${encodeURIComponent(id)}?limit=200`);
  if (answer.status === 404) return undefined;
  if (!answer.ok) throw new Error(`the profile cannot be read: ${answer.status} ${await answer.text()}`);
  return profileView.parse(await answer.json());
};

/** The customer as soon as they are as they should be. */
export const customerWhen = (id: string, what: string, isSo: (customer: ProfileView) => boolean): Promise<ProfileView> =>
  eventually(`${id} ${what}`, async () => {
    const customer = await readCustomer(id);
    return customer !== undefined && isSo(customer) ? customer : undefined;
  });
