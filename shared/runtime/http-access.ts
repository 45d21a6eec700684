import { hashOfKey } from '#shared/domain/access/api-key.ts';
import { keyInHeader } from '#shared/domain/access/credentials.ts';
import { type AccessNeed, decideAccess, refusalTexts } from '#shared/domain/access/decide-access.ts';
import type { KeyStore } from '#shared/ports/key-store.ts';
import { forbidden, type HttpAnswer, unauthorised } from './http-answer.ts';
import type { HttpRequest } from './http-handler.ts';

/** The answer to a caller whose key does not allow what is needed: 401, or 403 for a write key. Nothing, where it does. */
export const refuseKey = async (keys: KeyStore, need: AccessNeed, key: string | undefined): Promise<HttpAnswer | undefined> => {
  const record = key === undefined ? undefined : await keys.find(hashOfKey(key));
  const access = decideAccess(need, key !== undefined, record);
  if (access.kind === 'granted') return undefined;
  const error = { code: access.reason, message: refusalTexts[access.reason] };
  return access.reason === 'write-key' ? forbidden(error) : unauthorised(error);
};

/** The same for a route that reads or manages: the key comes in the header and must be a server key. */
export const refuseCaller = (keys: KeyStore, request: HttpRequest): Promise<HttpAnswer | undefined> =>
  refuseKey(keys, 'manage', keyInHeader(request.headers.authorization));
