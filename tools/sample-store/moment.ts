import type { JsonObject } from '#shared/events/json.ts';

/** A message of Segment's tracking API, as an SDK would send it. */
export interface StoreMessage {
  readonly type: 'track' | 'identify' | 'page' | 'screen' | 'group' | 'alias';
  readonly messageId: string;
  readonly timestamp: string;
  readonly userId?: string;
  readonly anonymousId?: string;
  readonly previousId?: string;
  readonly groupId?: string;
  readonly event?: string;
  readonly name?: string;
  readonly properties?: JsonObject;
  readonly traits?: JsonObject;
  readonly context: JsonObject;
}

/** What a message says, before it gets its id and times. */
export type Said = Omit<StoreMessage, 'messageId' | 'timestamp'>;

/** Something that happens in the store and is told to us, perhaps late. Instants are milliseconds since 1970. */
export interface Moment {
  readonly happenedAt: number;
  readonly arrivesAt: number;
  /**
   * `valid`: to be accepted once, however often it comes. `broken`: to be rejected with a reason.
   */
  readonly kind: 'valid' | 'broken';
  readonly say: () => Said | JsonObject;
}

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;
export const daysInWeek = 7;
