import { describe, expect, it } from 'vitest';
import { type Coupon, type CouponRequest, type CouponSource, couponIdOf } from '#shared/domain/coupon/coupon.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { CouponStore } from '#shared/ports/coupon-store.ts';
import { at } from '#test/support/a-customer-event.ts';

const pool: CouponSource = { kind: 'pool' };
const generated: CouponSource = { kind: 'generate', pattern: 'WINBACK-########' };

/** What every coupon store promises. `unique` makes names that no earlier test on the same table has used. */
export const describeCouponStoreContract = (make: () => CouponStore, unique: (name: string) => string = (name) => name) => {
  const user = (name: string): ProfileId => `user:${unique(name)}`;
  const aRequest = (name: string, coupon: string, overrides: Partial<CouponRequest> = {}): CouponRequest => ({
    couponId: couponIdOf(unique(`run of ${name}`), overrides.step ?? 'coupon'),
    profileId: user(name),
    journey: 'win-back',
    runId: unique(`run of ${name}`),
    step: 'coupon',
    coupon: unique(coupon),
    value: '15 %',
    issuedAt: at('08:00'),
    expiresAt: at('18:00'),
    ...overrides,
  });
  const codes = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, index) => unique(`${prefix}${index}`).slice(-60));
  const codeIn = (coupon: Coupon): string | undefined => (coupon.state === 'issued' ? coupon.code : undefined);

  describe('a coupon store', () => {
    it('gives a code of the pool, once, and keeps what it gave', async () => {
      const store = make();
      await store.load(unique('single'), codes('SINGLE', 1));
      const request = aRequest('single', 'single');
      const given = await store.issue(request, pool);
      expect(given).toEqual({ ...request, state: 'issued', code: codes('SINGLE', 1)[0] });
      expect(await store.list([request.profileId])).toEqual([given]);
      expect(await store.status(unique('single'))).toEqual({ loaded: 1, left: 0 });
    });

    it.each([
      ['a pool', pool],
      ['a generator', generated],
    ])('answers a request again as the first time, from %s', async (kind, source) => {
      const store = make();
      await store.load(unique(`again-${source.kind}`), codes(`AGAIN${source.kind}`, 5));
      const request = aRequest(`again ${kind}`, `again-${source.kind}`);
      const first = await store.issue(request, source);
      expect(await store.issue({ ...request, issuedAt: at('09:00'), expiresAt: at('19:00') }, source)).toEqual(first);
      expect(await store.refuse(request, 'unknown-coupon')).toEqual(first);
      if (source.kind === 'pool') expect((await store.status(request.coupon)).left).toBe(4);
    });

    it.each([
      ['a pool', pool],
      ['a generator', generated],
    ])('answers ten invocations of one step with one code, from %s', async (kind, source) => {
      const store = make();
      await store.load(unique(`ten-${source.kind}`), codes(`TEN${source.kind}`, 20));
      const request = aRequest(`ten ${kind}`, `ten-${source.kind}`);
      const given = await Promise.all(Array.from({ length: 10 }, () => store.issue(request, source)));
      expect(new Set(given.map(codeIn)).size).toBe(1);
      expect(await store.list([request.profileId])).toHaveLength(1);
      if (source.kind === 'pool') expect((await store.status(request.coupon)).left).toBe(19);
    });

    it('gives each of twenty codes to one of fifty customers who come at once, and tells thirty that none is left', async () => {
      const store = make();
      const loaded = codes('FIFTY', 20);
      await store.load(unique('fifty'), loaded);
      const given = await Promise.all(
        Array.from({ length: 50 }, (_, index) => store.issue(aRequest(`fifty-${index}`, 'fifty'), pool)),
      );
      const issued = given.map(codeIn).filter((code) => code !== undefined);
      expect(issued.toSorted()).toEqual(loaded.toSorted());
      expect(given.filter((coupon) => coupon.state === 'not-issued' && coupon.reason === 'none-left')).toHaveLength(30);
      expect(await store.status(unique('fifty'))).toEqual({ loaded: 20, left: 0 });
    });

    it('makes a different code for each of fifty customers who come at once', async () => {
      const store = make();
      const given = await Promise.all(
        Array.from({ length: 50 }, (_, index) => store.issue(aRequest(`made-${index}`, 'made'), generated)),
      );
      expect(new Set(given.map(codeIn)).size).toBe(50);
      for (const coupon of given) expect(codeIn(coupon)).toMatch(/^WINBACK-[2-9A-HJ-NP-Z]{8}$/);
    });

    it('keeps its word that none was left when the pool is filled up later', async () => {
      const store = make();
      const request = aRequest('late', 'late');
      const refused = await store.issue(request, pool);
      expect(refused).toEqual({ ...request, state: 'not-issued', reason: 'none-left' });
      await store.load(unique('late'), codes('LATE', 1));
      expect(await store.issue({ ...request, issuedAt: at('09:00') }, pool)).toEqual(refused);
      expect(await store.issue(aRequest('later', 'late'), pool)).toMatchObject({ state: 'issued' });
    });

    it('lists what all given ids have, oldest first', async () => {
      const store = make();
      const second = await store.issue(aRequest('lists-a', 'lists', { issuedAt: at('09:00') }), generated);
      const first = await store.refuse(aRequest('lists-b', 'lists'), 'unknown-coupon');
      const third = await store.issue(aRequest('lists-a', 'lists', { step: 'second coupon', issuedAt: at('10:00') }), generated);
      await store.issue(aRequest('lists-c', 'lists'), generated);
      expect(await store.list([user('lists-a'), user('lists-b'), user('lists-a')])).toEqual([first, second, third]);
    });

    it('loads a file of hundreds, and the rest of it where a load was interrupted', async () => {
      const store = make();
      const all = codes('REST', 130);
      expect(await store.load(unique('rest'), all.slice(0, 61))).toEqual({ loaded: 61, alreadyLoaded: 0, ofOtherCoupons: 0 });
      expect(await store.load(unique('rest'), all)).toEqual({ loaded: 69, alreadyLoaded: 61, ofOtherCoupons: 0 });
      expect(await store.status(unique('rest'))).toEqual({ loaded: 130, left: 130 });
      expect(await store.filled(unique('rest'))).toEqual({ loaded: 130, left: 130 });
    });

    it('loads no code twice: not one that differs in case only, nor one that is given out', async () => {
      const store = make();
      const [code = ''] = codes('TWICE', 1);
      expect(await store.load(unique('twice'), [code.toUpperCase(), code.toLowerCase()])).toMatchObject({
        loaded: 1,
        alreadyLoaded: 1,
      });
      await store.issue(aRequest('twice', 'twice'), pool);
      expect(await store.load(unique('twice'), [code])).toEqual({ loaded: 0, alreadyLoaded: 1, ofOtherCoupons: 0 });
      expect(await store.status(unique('twice'))).toEqual({ loaded: 1, left: 0 });
    });

    it('leaves a code to the coupon that had it first', async () => {
      const store = make();
      const [code = '', other = ''] = codes('OWNER', 2);
      await store.load(unique('owner'), [code]);
      expect(await store.load(unique('thief'), [code, other])).toEqual({ loaded: 1, alreadyLoaded: 0, ofOtherCoupons: 1 });
      expect(await store.status(unique('thief'))).toEqual({ loaded: 1, left: 1 });
    });

    it('finds who has a code, however it is written', async () => {
      const store = make();
      const [code = ''] = codes('FIND', 1);
      expect(await store.find(code)).toBeUndefined();
      await store.load(unique('find'), [code]);
      expect(await store.find(code)).toEqual({ coupon: unique('find') });
      const { couponId, profileId, issuedAt } = await store.issue(aRequest('find', 'find'), pool);
      expect(await store.find(` ${code.toLowerCase()} `)).toEqual({
        coupon: unique('find'),
        issued: { couponId, profileId, issuedAt },
      });
    });

    it('knows nothing of a pool that was never loaded', async () => {
      expect(await make().status(unique('nothing'))).toEqual({ loaded: 0, left: 0 });
    });
  });
};
