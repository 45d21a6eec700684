import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { createCouponStore } from '#shared/adapters/dynamodb/coupon-store.ts';
import { openTable } from '#shared/adapters/dynamodb/table.ts';
import { describeCouponStoreContract } from '#test/support/contracts/coupon-store.ts';

const run = randomUUID();
const { tableName } = inject('stack');

describeCouponStoreContract(
  () => createCouponStore(openTable(tableName)),
  (name) => `${run}-${name}`,
);
