import { describe, expect, it } from 'vitest';
import type { PutAside, PutAsideRecord } from '#shared/ports/put-aside.ts';

export const aPutAsideRecord = (sequence: number): PutAsideRecord => ({
  partition: 'user:ann',
  sortKey: `E#2026-11-22T08:30:00.000Z#message-${sequence}`,
  stream: '5f3c2b1a',
  sequenceNumber: String(sequence),
  reason: 'the item is not an event: ZodError',
});

/** What every put-aside queue promises. `waiting` reads what is in it. */
export const describePutAsideContract = (
  make: () => { readonly putAside: PutAside; readonly waiting: () => Promise<readonly PutAsideRecord[]> },
) => {
  describe('a put-aside queue', () => {
    it('keeps every record whole, however many there are', async () => {
      const { putAside, waiting } = make();
      const records = Array.from({ length: 12 }, (_, index) => aPutAsideRecord(index));
      await putAside.put(records);
      expect(await waiting()).toEqual(records);
    });

    it('takes a record again', async () => {
      const { putAside, waiting } = make();
      await putAside.put([aPutAsideRecord(1)]);
      await putAside.put([aPutAsideRecord(1)]);
      expect(await waiting()).toContainEqual(aPutAsideRecord(1));
    });
  });
};
