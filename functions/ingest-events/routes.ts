import type { EventType } from '#shared/events/customer-event.ts';

/** `batch` or the type of a single call. */
export type Call = 'batch' | EventType;

/** The last part of the address, in full and as analytics.js shortens it. */
const calls: ReadonlyMap<string, Call> = new Map<string, Call>([
  ['batch', 'batch'],
  ['b', 'batch'],
  ['track', 'track'],
  ['t', 'track'],
  ['identify', 'identify'],
  ['i', 'identify'],
  ['page', 'page'],
  ['p', 'page'],
  ['screen', 'screen'],
  ['s', 'screen'],
  ['group', 'group'],
  ['g', 'group'],
  ['alias', 'alias'],
  ['a', 'alias'],
]);

/** The addresses that other functions serve, and by which methods. */
const elsewhere: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\/v1\/profiles\/[^/]+\/?$/, ['GET']],
  [/\/v1\/rejected-events\/?$/, ['GET']],
  [/\/v1\/rejected-events\/[^/]+\/replay\/?$/, ['POST']],
  [/\/v1\/unsubscribe\/[^/]+\/?$/, ['GET', 'POST']],
];

/** The methods that an address answers, where it is served by another function. */
export const methodsElsewhere = (path: string): readonly string[] | undefined =>
  elsewhere.find(([pattern]) => pattern.test(path))?.[1];

/** Everything before `/v1/` is the deployment's business; a slash at the end is what some clients add. */
export const callOf = (path: string): Call | undefined => calls.get(/\/v1\/([a-z]+)\/?$/.exec(path)?.[1] ?? '');
