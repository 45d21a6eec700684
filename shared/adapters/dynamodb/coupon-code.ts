import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { isoInstant, profileId } from '#shared/events/customer-event.ts';
import { codeKey } from './keys.ts';
import { type Table, withStoreErrors } from './table.ts';

/** Who has a code, or only whose it is. */
const codeItem = z.object({
  coupon: z.string(),
  couponId: z.optional(z.string()),
  profileId: z.optional(profileId),
  issuedAt: z.optional(isoInstant),
});

export type CodeItem = z.infer<typeof codeItem>;

/** A code by its digest, consistently read. */
export const codeItemOf = async (table: Table, digest: string): Promise<CodeItem | undefined> => {
  const { Item } = await withStoreErrors(() =>
    table.client.send(new GetCommand({ TableName: table.name, Key: codeKey(digest), ConsistentRead: true })),
  );
  return Item === undefined ? undefined : codeItem.parse(Item);
};
