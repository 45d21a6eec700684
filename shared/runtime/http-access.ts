import { hashOfKey } from '#shared/domain/access/api-key.ts';
import { keyInHeader } from '#shared/domain/access/credentials.ts';
import { type AccessNeed, decideAccess, refusalTexts } from '#shared/domain/access/decide-access.ts';
import type { KeyRecord } from '#shared/domain/access/key-record.ts';
import type { KeyStore } from '#shared/ports/key-store.ts';
import { forbidden, type HttpAnswer, unauthorised } from './http-answer.ts';
import type { HttpRequest } from './http-handler.ts';

export type Admission =
  | { readonly kind: 'granted'; readonly key: KeyRecord }
  | { readonly kind: 'refused'; readonly answer: HttpAnswer };

/** Whether a caller's key allows what is needed; where it does not, with the answer: 401, or 403 for a key that is for something else. */
export const admit = async (keys: KeyStore, need: AccessNeed, key: string | undefined): Promise<Admission> => {
  const record = key === undefined ? undefined : await keys.find(hashOfKey(key));
  const access = decideAccess(need, key !== undefined, record);
  if (access.kind === 'granted') return access;
  const error = { code: access.reason, message: refusalTexts[access.reason] };
  return { kind: 'refused', answer: access.kind === 'not-allowed' ? forbidden(error) : unauthorised(error) };
};

/** For a route that reads or manages, where the key comes in the header: the answer to one that does not allow it. */
export const refuseCaller = async (
  keys: KeyStore,
  request: HttpRequest,
  need: 'measure' | 'manage' = 'manage',
): Promise<HttpAnswer | undefined> => {
  const admission = await admit(keys, need, keyInHeader(request.headers.authorization));
  return admission.kind === 'refused' ? admission.answer : undefined;
};
