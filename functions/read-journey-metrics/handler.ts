import { readSpan } from '#shared/domain/metrics/cohort-span.ts';
import type { JourneyOutline } from '#shared/domain/metrics/journey-outline.ts';
import { measureJourney } from '#shared/domain/metrics/measure-journey.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { KeyStore } from '#shared/ports/key-store.ts';
import type { RunDirectory } from '#shared/ports/run-directory.ts';
import { refuseCaller } from '#shared/runtime/http-access.ts';
import { methodNotAllowed, notFound, ok, problem } from '#shared/runtime/http-answer.ts';
import { defineHttpHandler } from '#shared/runtime/http-handler.ts';

export interface ReadJourneyMetricsDeps {
  readonly directory: RunDirectory;
  /** The journeys that are deployed. */
  readonly outlines: readonly JourneyOutline[];
  readonly keys: KeyStore;
  readonly clock: Clock;
  /** More runs than this are not read for one answer. */
  readonly most?: number;
}

/**
 * What can be read well within the 30 s of a gateway: 50,000 runs of 1.2 KB, out of the SDK's answers, kept one core busy for 3 s and took 420 MB
 * (the network not counted: 500 requests, 16 at a time, are another second or two). They cost 27,000 read units, $0.0034.
 */
export const mostRuns = 50_000;

/**
 * `GET /v1/journeys/{id}/metrics?from=&to=`: how a journey is doing, with a report or server key. Counted from the runs as they are now, each of which is
 * one item however often its events came; so nothing is ever counted twice, and there is no counter that could run away.
 */
export const createHandler = ({ directory, outlines, keys, clock, most = mostRuns }: ReadJourneyMetricsDeps) =>
  defineHttpHandler(async (request) => {
    const [, journey] = /\/v1\/journeys\/([^/]+)\/metrics\/?$/.exec(request.rawPath) ?? [];
    if (journey === undefined) return notFound('try GET /v1/journeys/<journey>/metrics');
    if (request.requestContext.http.method !== 'GET') return methodNotAllowed('GET');
    const refused = await refuseCaller(keys, request, 'measure');
    if (refused) return refused;
    const now = clock();
    const asked = readSpan(request.queryStringParameters ?? {}, now);
    if (asked.kind === 'malformed') return problem(400, { code: 'malformed', message: asked.message, path: asked.path });

    const outline = outlines.find((each) => each.journey === journey);
    const found = await directory.entered(journey, asked.span, most);
    if (found.kind === 'too-many') {
      const { from, to } = asked.span;
      const message = `more than ${most.toLocaleString('en')} runs were entered from ${from} to ${to}, too many to count at once: ask for a shorter time with from and to`;
      return problem(422, { code: 'too-many-runs', message, path: 'from' });
    }
    if (outline === undefined && found.runs.length === 0) {
      const names = outlines.map((each) => each.journey).join(', ') || 'none';
      return notFound(
        `there is no journey ${JSON.stringify(journey)}, and nobody entered one of that name in this time; deployed are: ${names}`,
      );
    }
    return ok(measureJourney({ journey, outline, runs: found.runs, span: asked.span, now }));
  });
