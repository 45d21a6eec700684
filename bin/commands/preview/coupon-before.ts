import { allSteps, type PlacedStep } from '#statemachines/journeys/read-journey.ts';
import type { Lowered } from '#statemachines/journeys/steps/kind.ts';

/** The coupon that somebody has when a message is sent to them. */
export interface CouponBefore {
  /** Of marketing/coupons.yaml. */
  readonly coupon: string;
  /** For how long they have had it: what the journey waits in between. */
  readonly heldMilliseconds: number;
}

/** The last coupon that a journey gives before it sends a message; undefined where it gives none. */
export const couponBefore = (steps: readonly PlacedStep[], message: string): CouponBefore | undefined => {
  const before = stepsBefore(steps, message) ?? [];
  const coupons = before.map((placed) => allSteps([placed]).flatMap(lowered).flatMap(couponOf).at(-1));
  const last = coupons.findLastIndex((coupon) => coupon !== undefined);
  const coupon = coupons[last];
  if (coupon === undefined) return undefined;
  const waits = before
    .slice(last + 1)
    .flatMap(lowered)
    .map(waitOf);
  return { coupon, heldMilliseconds: waits.reduce((sum, each) => sum + each, 0) };
};

/** What is done on the way to a message: of the steps that it stands in an arm of, the step alone. */
const stepsBefore = (steps: readonly PlacedStep[], message: string): readonly PlacedStep[] | undefined => {
  for (const [index, placed] of steps.entries()) {
    const before = steps.slice(0, index);
    if (lowered(placed).some((each) => each.kind === 'run' && each.step.kind === 'send' && each.step.message === message)) {
      return before;
    }
    for (const arm of placed.arms.values()) {
      const inside = stepsBefore(arm, message);
      if (inside !== undefined) return [...before, { ...placed, arms: new Map() }, ...inside];
    }
  }
  return undefined;
};

const lowered = ({ step }: PlacedStep): readonly Lowered[] => step.lower({ id: '', name: '' });

const couponOf = (each: Lowered): readonly string[] =>
  each.kind === 'run' && each.step.kind === 'coupon' ? [each.step.coupon] : [];

const waitOf = (each: Lowered): number => (each.kind === 'wait' && each.wait.kind === 'duration' ? each.wait.milliseconds : 0);
