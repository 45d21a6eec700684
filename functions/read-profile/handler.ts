import * as z from 'zod/mini';
import { explain } from '#shared/domain/explain/explain.ts';
import { readAskedFor } from '#shared/domain/profile/asked-for.ts';
import { viewOf } from '#shared/domain/profile/view-of.ts';
import type { EventStore } from '#shared/ports/event-store.ts';
import type { KeyStore } from '#shared/ports/key-store.ts';
import type { RunStore } from '#shared/ports/run-store.ts';
import type { SendLedger } from '#shared/ports/send-ledger.ts';
import type { TaskStore } from '#shared/ports/task-store.ts';
import { refuseCaller } from '#shared/runtime/http-access.ts';
import { type HttpAnswer, methodNotAllowed, notFound, ok, problem } from '#shared/runtime/http-answer.ts';
import { defineHttpHandler, type HttpRequest } from '#shared/runtime/http-handler.ts';
import { findCustomer, type ReadableProfiles } from './find-customer.ts';
import { readPast } from './read-past.ts';

export interface ReadProfileDeps {
  readonly profiles: ReadableProfiles;
  readonly events: Pick<EventStore, 'timeline' | 'get'>;
  readonly runs: Pick<RunStore, 'list'>;
  readonly sends: Pick<SendLedger, 'list'>;
  readonly tasks: Pick<TaskStore, 'list'>;
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

/**
 * `GET /v1/profiles/{id}?limit=&next=`: the customer in one read, with a server key. `id` is a user id, an anonymous id, either with `user:`
 * or `anon:` before it, or `email:<address>`. `limit` and `next` page the timeline; all else is whole on every page.
 *
 * `GET /v1/profiles/{id}/explain?journey=`: why the customer got what they got. It reads the same and may no more, so it is the same function.
 */
export const createHandler = (deps: ReadProfileDeps) =>
  defineHttpHandler(async (request) => {
    const { profiles, events, runs, sends, tasks, keys } = deps;
    const asksFor = pathOf(request);
    if (asksFor === undefined) return notFound('try GET /v1/profiles/<user id>, or email:<address> for the id');
    if (request.requestContext.http.method !== 'GET') return methodNotAllowed('GET');
    const refused = await refuseCaller(keys, request);
    if (refused) return refused;
    const { id, explains } = asksFor;
    if (explains) return explainCustomer(deps, id, request.queryStringParameters?.journey);
    const page = query.safeParse(request.queryStringParameters ?? {});
    if (!page.success) {
      const [issue] = page.error.issues;
      return problem(400, { code: 'malformed', message: issue?.message ?? '', path: issue?.path.join('.') ?? '' });
    }

    const asked = readAskedFor(id);
    const found = await findCustomer(profiles, asked);
    if (found === undefined) return notFound(`there is no customer with ${asked.words}`);
    const partitions = [found.profile.id, ...found.profile.aliases];
    const [timeline, ownRuns, ownSends, ownTasks] = await Promise.all([
      events.timeline(partitions, page.data.limit, page.data.next),
      runs.list(partitions),
      sends.list(partitions),
      tasks.list(partitions),
    ]);
    return ok(viewOf({ ...found, timeline, runs: ownRuns, sends: ownSends, tasks: ownTasks }));
  });

/** `GET /v1/profiles/{id}/explain?journey=` */
const explainCustomer = async (
  { profiles, events, runs, sends }: ReadProfileDeps,
  id: string,
  journey: string | undefined,
): Promise<HttpAnswer> => {
  const asked = readAskedFor(id);
  const found = await findCustomer(profiles, asked);
  if (found === undefined) return notFound(`there is no customer with ${asked.words}`);
  const { profile } = found;
  const partitions = [profile.id, ...profile.aliases];
  const [ownRuns, ownSends] = await Promise.all([runs.list(partitions), sends.list(partitions)]);
  const asksAbout = ownRuns.filter((run) => journey === undefined || run.journey === journey);
  const past = await readPast(events, partitions, asksAbout);
  return ok(explain({ profile, runs: asksAbout, sends: ownSends, ...past, ...(journey === undefined ? {} : { journey }) }));
};

const explainEnding = '/explain';

/**
 * The id, and whether an explanation is asked for. The route takes everything after `/v1/profiles/`, because an id may hold a slash; so the
 * ending is told from the id here. An id that itself ends so is meant where its slash is encoded and the gateway leaves it so.
 */
const pathOf = (request: HttpRequest): { readonly id: string; readonly explains: boolean } | undefined => {
  const [, inPath] = /\/v1\/profiles\/([^/]+(?:\/explain)?)\/?$/.exec(request.rawPath) ?? [];
  const given = request.pathParameters?.id ?? inPath;
  if (given === undefined || given === '') return undefined;
  const path = given.replace(/\/$/, '');
  const explains = path.endsWith(explainEnding) && path.length > explainEnding.length;
  return { id: decoded(explains ? path.slice(0, -explainEnding.length) : given), explains };
};

/** Gateways differ in whether they decode a path before they hand it on; a percent sign that encodes nothing is part of the id. */
const decoded = (id: string): string => {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
};
