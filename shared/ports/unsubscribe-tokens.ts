import type { UnsubscribeClaims } from '#shared/domain/unsubscribe/unsubscribe-claims.ts';

/** Tokens in unsubscribe links: they say who and what by themselves and cannot be made by others. */
export interface UnsubscribeTokens {
  sign(claims: UnsubscribeClaims): Promise<string>;
  /** What a token says; `undefined` when it was not made here or did not arrive whole. @throws StoreUnavailable */
  verify(token: string): Promise<UnsubscribeClaims | undefined>;
}
