import type { ProfileId } from '#shared/events/customer-event.ts';

/** Every key of the table, in one place. A key holds no personal data: addresses appear as digests only. */
export const profileKey = (id: ProfileId) => ({ pk: `P#${id}`, sk: 'PROFILE' });
export const eventKey = (id: ProfileId, originalTimestamp: string, messageId: string) => ({
  pk: `P#${id}`,
  sk: `E#${originalTimestamp}#${messageId}`,
});
/** When a message without a client time was first received. */
export const firstReceiptKey = (id: ProfileId, messageId: string) => ({ pk: `P#${id}`, sk: `M#${messageId}` });
export const runKey = (id: ProfileId, journey: string, number: number) => ({
  pk: `P#${id}`,
  sk: `R#${journey}#${String(number).padStart(6, '0')}`,
});
export const waitKey = (id: ProfileId, runId: string, step: string) => ({ pk: `P#${id}`, sk: `W#${runId}#${step}` });
export const sendKey = (id: ProfileId, sendId: string) => ({ pk: `P#${id}`, sk: `S#${sendId}` });
/** What frequency caps count of a customer. */
export const recentSendsKey = (id: ProfileId) => ({ pk: `P#${id}`, sk: 'RECENT' });
export const taskKey = (id: ProfileId, taskId: string) => ({ pk: `P#${id}`, sk: `T#${taskId}` });
/** What a customer got, or did not get, at a coupon step. */
export const couponKey = (id: ProfileId, couponId: string) => ({ pk: `P#${id}`, sk: `C#${couponId}` });
/** Every code there ever was, by `codeDigest`. */
export const codeKey = (codeDigest: string) => ({ pk: `COUPON#${codeDigest}`, sk: '-' });
/** A code that nobody has yet. */
export const availableCodeKey = (coupon: string, codeDigest: string) => ({ pk: `POOL#${coupon}`, sk: `A#${codeDigest}` });
/** How many codes were ever loaded. */
export const poolKey = (coupon: string) => ({ pk: `POOL#${coupon}`, sk: 'POOL' });
export const suppressionKey = (emailDigest: string) => ({ pk: `SUPPRESSED#${emailDigest}`, sk: '-' });
export const apiKeyKey = (keyHash: string) => ({ pk: `KEY#${keyHash}`, sk: '-' });
/** `day` as 2026-11-22, UTC; `digest` is that of the rejected content. */
export const rejectedEventKey = (day: string, digest: string) => ({ pk: `REJECTED#${day}`, sk: digest });

/** The sparse, overloaded index `gsi1` (keys only): profiles by email, runs by journey, tasks by assignee. */
export const gsi1 = 'gsi1';
/** The attributes an item is found by in `gsi1`. */
export const inGsi1 = (pk: string, sk: string) => ({ gsi1pk: pk, gsi1sk: sk });
/** Write and server keys, so that listing them does not read the table. */
export const allKeys = 'KEYS';
/** What a profile is found under begins with one of these. */
export const emailPrefix = 'EMAIL#';
export const knownPrefix = 'KNOWN#';
export const byEmail = (emailDigest: string) => `${emailPrefix}${emailDigest}`;
/** Known customers without an address, spread over 256 partitions so that none of them is written to too often. */
export const knownWithoutEmail = (digest: string) => `${knownPrefix}${digest.slice(0, 2)}`;
export const byJourney = (journey: string) => `RUNS#${journey}`;
export const byAssignee = (assignee: string) => `TASKS#${assignee}`;

export const profileIdOfPartition = (pk: string): ProfileId => pk.slice('P#'.length) as ProfileId;
