import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '#statemachines/simulator/virtual-clock.ts';

const world = (startsAt = 0) => {
  const clock = createVirtualClock(startsAt);
  const done: string[] = [];
  const plan = (at: number, name: string) =>
    clock.plan(at, async () => {
      done.push(`${clock.now().getTime()} ${name}`);
    });
  return { clock, done, plan };
};

describe('the virtual clock', () => {
  it('does what is due in the order of time, and what is due at once in the order of planning', async () => {
    const { clock, done, plan } = world();
    plan(30, 'c');
    plan(10, 'a');
    plan(30, 'd');
    plan(20, 'b');
    await clock.advanceTo(30);
    expect(done).toEqual(['10 a', '20 b', '30 c', '30 d']);
  });

  it('leaves alone what is due later, and stands at the instant it was sent to', async () => {
    const { clock, done, plan } = world();
    plan(10, 'a');
    plan(11, 'b');
    await clock.advanceTo(10);
    expect(done).toEqual(['10 a']);
    await clock.advanceTo(10.5);
    expect(clock.now().getTime()).toBe(10);
    expect(clock.planned).toBe(1);
  });

  it('does at once, and after all else of that instant, what is planned for the past', async () => {
    const { clock, done, plan } = world();
    clock.plan(10, async () => void plan(3, 'late'));
    plan(10, 'a');
    await clock.advanceTo(20);
    expect(done).toEqual(['10 a', '10 late']);
  });

  it('waits for work before it goes on', async () => {
    const { clock, done, plan } = world();
    clock.plan(1, async () => {
      await Promise.resolve().then(() => Promise.resolve());
      done.push('slow');
    });
    plan(1, 'quick');
    await clock.advanceTo(1);
    expect(done).toEqual(['slow', '1 quick']);
  });

  it('does not do what was cancelled, nor counts it, nor is it sent there by it', async () => {
    const { clock, done, plan } = world();
    plan(10, 'a').cancel();
    const b = plan(20, 'b');
    await clock.runToEnd(100);
    b.cancel();
    expect(done).toEqual(['20 b']);
    expect(clock.planned).toBe(0);
    plan(50, 'c').cancel();
    await clock.runToEnd(100);
    expect(clock.now().getTime()).toBe(20);
  });

  it('jumps over any length of time', async () => {
    const { clock, done, plan } = world();
    plan(400 * 86_400_000, 'a');
    await clock.runToEnd(Number.POSITIVE_INFINITY);
    expect(done).toEqual([`${400 * 86_400_000} a`]);
  });

  it('says so when an instant never ends', async () => {
    const { clock } = world();
    const again = async () => void clock.plan(5, again);
    clock.plan(5, again);
    await expect(clock.advanceTo(5)).rejects.toThrow('a circle?');
  });

  it('keeps the order whatever is planned and cancelled', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ at: fc.nat(20), cancelled: fc.boolean() })), async (plans) => {
        const { clock, done, plan } = world();
        const made = plans.map(({ at }, index) => plan(at, String(index)));
        for (const [index, { cancelled }] of plans.entries()) if (cancelled) made[index]?.cancel();
        await clock.runToEnd(20);
        const wanted = plans
          .map(({ at, cancelled }, index) => ({ at, cancelled, index }))
          .filter(({ cancelled }) => !cancelled)
          .toSorted((a, b) => a.at - b.at || a.index - b.index);
        expect(done).toEqual(wanted.map(({ at, index }) => `${at} ${index}`));
      }),
    );
  });
});
