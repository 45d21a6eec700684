import type { RejectedEvent } from '#shared/domain/event/rejected-event.ts';

export type { RejectedEvent } from '#shared/domain/event/rejected-event.ts';

export interface RejectedEventPage {
  readonly rejected: readonly RejectedEvent[];
  readonly next?: string;
}

export interface RejectedEvents {
  /** Keeps rejections; the same rejection twice is one. @throws StoreUnavailable */
  put(rejected: readonly RejectedEvent[]): Promise<void>;
  /** Newest day first. `limit` 1–200. @throws InvalidPageToken */
  list(limit: number, next?: string): Promise<RejectedEventPage>;
  get(id: string): Promise<RejectedEvent | undefined>;
  remove(id: string): Promise<void>;
}
