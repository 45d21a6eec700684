import type { ProfileId } from '#shared/domain/profile/profile-id.ts';

/** One of several equal shares of all customers, counted from 0. */
export interface Share {
  readonly part: number;
  readonly parts: number;
}

export interface DirectoryPage {
  readonly ids: readonly ProfileId[];
  /** Opaque; give it back to read on. Absent on the last page. A page without ids may have one. */
  readonly next?: string;
}

/**
 * The customers there are: those known by a user id, and visitors who have an address. Visitors without one are not listed.
 */
export interface ProfileDirectory {
  /**
   * Some of one share of the customers, in no order. All pages of all shares together name every customer at least once who was there
   * all the while; eventually consistent, so one may be named who has been merged since.
   *
   * @throws InvalidPageToken
   */
  page(share: Share, next?: string): Promise<DirectoryPage>;
}
