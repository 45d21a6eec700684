import * as z from 'zod';
import { parseJson } from '../api.ts';

const putAside = z.object({
  partition: z.string(),
  sortKey: z.string(),
  stream: z.string().optional(),
  sequenceNumber: z.string(),
  reason: z.string(),
});
const expiredRecords = z.object({
  DDBStreamBatchInfo: z.object({ batchSize: z.number(), approximateArrivalOfFirstRecord: z.string() }),
});
const busEvent = z.object({
  'detail-type': z.string(),
  detail: z.object({ event: z.object({ messageId: z.string() }).optional() }),
});

/** What a record of the put-aside queue says. */
export const parsePutAside = (body: string) => {
  const parsed = putAside.safeParse(parseJson(body));
  return parsed.success ? parsed.data : undefined;
};

/** Why a message is where it is, in a few words that hold nothing personal. */
export const reasonOf = (body: string, attributes: Readonly<Record<string, string>> = {}): string => {
  const record = parsePutAside(body);
  if (record !== undefined) return `${record.reason} (${record.partition} ${record.sortKey})`;
  const value = parseJson(body);
  const expired = expiredRecords.safeParse(value);
  if (expired.success) {
    const { batchSize, approximateArrivalOfFirstRecord } = expired.data.DDBStreamBatchInfo;
    return `${batchSize} stream records since ${approximateArrivalOfFirstRecord} were not folded in time`;
  }
  const code = attributes.ERROR_CODE ?? attributes.ErrorCode;
  const event = busEvent.safeParse(value);
  const what = event.success
    ? `"${event.data['detail-type']}" ${event.data.detail.event?.messageId ?? ''}`.trim()
    : 'a message that is not known here';
  return code === undefined ? `${what} failed again and again` : `${what}: ${code}`;
};
