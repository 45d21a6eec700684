import { describe, expect, it } from 'vitest';
import { hashChance, holdoutKey } from '#shared/domain/journey/chance.ts';
import { decideEntry } from '#shared/domain/journey/decide-entry.ts';
import type { JourneyRules } from '#shared/domain/journey/journey.ts';
import { emptyProfile } from '#shared/domain/profile/profile.ts';
import { anEvent, createRoutingWorld, leadNurture, mira, onDay, published } from './routing-world.ts';

const held: JourneyRules = { ...leadNurture, holdout: 0.1 };
const lead = anEvent('Lead Created', onDay(1));
const always = () => 0;
const never = () => 0.999;

describe('somebody who is held out', () => {
  it('has a run that nothing is started for, and of which only that is told', async () => {
    const world = createRoutingWorld([held], always);
    await world.happen(lead);
    await world.deliver(published(lead));
    expect(await world.runsOf()).toMatchObject([{ state: 'held-out', endReason: 'holdout', enteredBy: lead.messageId }]);
    expect(world.allExecutions()).toEqual([]);
    expect(world.told()).toEqual(['Journey Held Out']);
  });

  it('is counted when they reach the goal, and not told of as leaving by an exit', async () => {
    const world = createRoutingWorld([held], always);
    await world.happen(lead);
    await world.happen(anEvent('Order Completed', onDay(2)));
    await world.happen(anEvent('Demo Booked', onDay(3)));
    await world.happen(anEvent('Demo Booked', onDay(4)));
    expect(await world.runsOf()).toMatchObject([{ state: 'held-out', convertedAt: onDay(3) }]);
    expect(world.told()).toEqual(['Journey Held Out', 'Journey Converted']);
    expect(world.events.all().at(-1)?.properties).toMatchObject({ heldOut: true });
  });

  it('is counted also when the goal is delivered before the entry, and not when it comes after the window', async () => {
    const early = createRoutingWorld([held], always);
    await early.happen(anEvent('Demo Booked', onDay(3)));
    await early.happen(lead);
    expect(await early.runsOf()).toMatchObject([{ state: 'held-out', convertedAt: onDay(3) }]);

    const late = createRoutingWorld([held], always);
    await late.happen(lead);
    await late.happen(anEvent('Demo Booked', onDay(32)));
    expect(late.told()).toEqual(['Journey Held Out']);
  });

  const again: JourneyRules = { ...held, enter: { on: 'Lead Created', reenter: { rule: 'after-completion' } } };
  it.each([
    ['once, where nobody enters twice', held, 40, 1],
    ['not again while the goal is looked out for', again, 30.9, 1],
    ['again after that', again, 31, 2],
    [
      'again after the time that the rule says, but not while the goal is looked out for',
      { ...again, enter: { on: 'Lead Created', reenter: { rule: 'after', milliseconds: 7 * 86_400_000 } } },
      20,
      1,
    ],
  ] satisfies [string, JourneyRules, number, number][])('is held out %s', async (_, rules, day, expected) => {
    const world = createRoutingWorld([rules], always);
    await world.happen(lead);
    await world.happen(anEvent('Lead Created', onDay(day)));
    expect((await world.runsOf()).map(({ state }) => state)).toEqual(Array.from({ length: expected }, () => 'held-out'));
  });

  it('stays held out when the share becomes smaller, and others are not held out when it becomes greater', async () => {
    const world = createRoutingWorld([again], always);
    await world.happen(lead);
    const second = anEvent('Lead Created', onDay(40));
    await world.fold(second);
    await world.deliverWith({ journeys: [{ ...again, holdout: 0 }], chance: never }, published(second));
    expect((await world.runsOf()).map(({ state }) => state)).toEqual(['held-out', 'held-out']);

    const other = createRoutingWorld([again], never);
    await other.happen(lead);
    await other.happen(anEvent('Order Completed', onDay(2)));
    await other.fold(second);
    await other.deliverWith({ chance: always }, published(second));
    expect((await other.runsOf()).map(({ state }) => state)).toEqual(['exited', 'active']);
  });

  it('stays held out when the device they were held out on becomes theirs', async () => {
    const device = 'anon:device';
    const world = createRoutingWorld([again], (key) => (key === holdoutKey('lead-nurture', device) ? 0 : 0.999));
    await world.happen({ ...lead, profileId: device });
    const visitor = await world.profiles.load(device);
    await world.profiles.save({ ...emptyProfile(mira), aliases: [device] }, [
      { id: device, version: visitor?.version ?? 0, mergedInto: mira },
    ]);
    await world.happen(anEvent('Demo Booked', onDay(5)));
    await world.happen(anEvent('Lead Created', onDay(40)));
    expect(await world.runsOf(device, mira)).toMatchObject([
      { profileId: device, state: 'held-out', convertedAt: onDay(5) },
      { profileId: mira, number: 2, state: 'held-out', person: device },
    ]);
    expect(world.allExecutions()).toEqual([]);
  });

  it('is one of as many as the share says, and the same ones every time', () => {
    const isHeldOut = (index: number) => {
      const decision = decideEntry(lead, held, `user:${index}`, [], { holds: () => true, chance: hashChance });
      return decision.kind === 'enter' && decision.run.state === 'held-out';
    };
    const people = Array.from({ length: 5_000 }, (_, index) => isHeldOut(index));
    expect(people).toEqual(people.map((_, index) => isHeldOut(index)));
    // Five standard deviations either side of 500.
    expect(Math.abs(people.filter(Boolean).length - 500)).toBeLessThan(107);
  });

  it('is nobody who would not have come in anyway', async () => {
    const world = createRoutingWorld([{ ...held, audience: "traits.country == 'DE'" }], always);
    await world.happen(lead);
    expect(await world.runsOf()).toEqual([]);
  });
});
