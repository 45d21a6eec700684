import { createMemoryCouponStore } from '#shared/adapters/memory/coupon-store.ts';
import { describeCouponStoreContract } from '#test/support/contracts/coupon-store.ts';

describeCouponStoreContract(createMemoryCouponStore);
