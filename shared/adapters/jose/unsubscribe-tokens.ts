import { errors } from 'jose';
import { CompactSign } from 'jose/jws/compact/sign';
import { compactVerify } from 'jose/jws/compact/verify';
import * as z from 'zod/mini';
import { $ZodError } from 'zod/v4/core';
import { unsubscribeClaims } from '#shared/domain/unsubscribe/unsubscribe-claims.ts';
import type { UnsubscribeTokens } from '#shared/ports/unsubscribe-tokens.ts';

// Short names: the token is part of an address that some people read in plain text.
const payload = z.pipe(
  z.pipe(
    z.object({ p: z.string(), c: z.string(), s: z.string() }),
    z.transform(({ p, c, s }) => ({ profileId: p, channel: c, sendId: s })),
  ),
  unsubscribeClaims,
);

/**
 * Compact JWS, HMAC with SHA-256. `secret` is asked for at every call and is expected to be kept by whoever gives it.
 */
export const createUnsubscribeTokens = (secret: () => Promise<string>): UnsubscribeTokens => {
  const key = async () => new TextEncoder().encode(await secret());
  return {
    sign: async ({ profileId, channel, sendId }) =>
      new CompactSign(new TextEncoder().encode(JSON.stringify({ p: profileId, c: channel, s: sendId })))
        .setProtectedHeader({ alg: 'HS256' })
        .sign(await key()),

    verify: async (token) => {
      const secretKey = await key();
      try {
        // The algorithm is ours to choose, not the token's.
        const { payload: bytes } = await compactVerify(token, secretKey, { algorithms: ['HS256'] });
        return payload.parse(JSON.parse(new TextDecoder().decode(bytes)));
      } catch (error) {
        if (error instanceof errors.JOSEError || error instanceof SyntaxError || error instanceof $ZodError) return undefined;
        throw error;
      }
    },
  };
};
