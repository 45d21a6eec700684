import * as z from 'zod/mini';
import type { KeyStore } from '#shared/ports/key-store.ts';
import type { RejectedEvents } from '#shared/ports/rejected-events.ts';
import { refuseCaller } from '#shared/runtime/http-access.ts';
import { methodNotAllowed, notFound, ok, problem } from '#shared/runtime/http-answer.ts';
import { defineHttpHandler } from '#shared/runtime/http-handler.ts';

export interface ListRejectedEventsDeps {
  readonly rejected: RejectedEvents;
  readonly keys: KeyStore;
}

const limitMessage = 'limit must be a number from 1 to 200';
const query = z.object({
  limit: z._default(
    z.coerce.number<string>(limitMessage).check(z.int(limitMessage), z.gte(1, limitMessage), z.lte(200, limitMessage)),
    50,
  ),
  next: z.optional(z.string()),
});

/** Lists rejected events with what is wrong with each, newest day first. */
export const createHandler = ({ rejected, keys }: ListRejectedEventsDeps) =>
  defineHttpHandler(async (request) => {
    if (!/\/v1\/rejected-events\/?$/.test(request.rawPath)) return notFound('try GET /v1/rejected-events');
    if (request.requestContext.http.method !== 'GET') return methodNotAllowed('GET');
    const refused = await refuseCaller(keys, request);
    if (refused) return refused;
    const asked = query.safeParse(request.queryStringParameters ?? {});
    if (!asked.success) {
      const [issue] = asked.error.issues;
      return problem(400, { code: 'malformed', message: issue?.message ?? '', path: issue?.path.join('.') ?? '' });
    }
    return ok(await rejected.list(asked.data.limit, asked.data.next));
  });
