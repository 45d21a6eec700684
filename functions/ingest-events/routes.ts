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

/** Everything before `/v1/` is the deployment's business; a slash at the end is what some clients add. */
export const callOf = (path: string): Call | undefined => calls.get(/\/v1\/([a-z]+)\/?$/.exec(path)?.[1] ?? '');
