/** How a pool stands, as far as it can be told by looking at a few of its codes. */
export interface PoolLevel {
  /** How many codes are left: an estimate where there are many. */
  readonly left: number;
  /** How many there were when it was loaded last. */
  readonly full: number;
}

/** Below a tenth, somebody is told: early enough to get more codes from the shop, and late enough that they are needed. */
const lowShare = 0.1;

export const runsLow = ({ left, full }: PoolLevel): boolean => left === 0 || left < full * lowShare;

/**
 * How many codes a pool has, by how far one has to go from a random place to meet some of them. Codes are sorted by their digests, so they lie
 * at random on a circle: the m-th of n codes is met after a share of the circle that is distributed as Gamma(m, n), to which (m − 1) / share
 * is the unbiased estimate of n. Its standard error is 1 / √(m − 2) of n: with 25 codes a fifth.
 *
 * @param share of the circle that was gone, over 0 and at most 1.
 */
export const estimateLeft = (met: number, share: number): number => (met - 1) / share;
