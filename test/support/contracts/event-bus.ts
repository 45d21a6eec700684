import { describe, expect, it } from 'vitest';
import { behaviourOf } from '#shared/domain/profile/behaviour-of.ts';
import type { BehaviourEvent } from '#shared/events/behaviour-event.ts';
import type { EventBus } from '#shared/ports/event-bus.ts';
import { aCustomerEvent } from '#test/support/a-customer-event.ts';
import { aProfile } from '#test/support/a-profile.ts';

export const aBehaviourEvent = (overrides: Parameters<typeof aCustomerEvent>[0] = {}): BehaviourEvent =>
  behaviourOf(aProfile(), aCustomerEvent(overrides));

/** What every bus promises. `delivered` reads what listeners got. */
export const describeEventBusContract = (
  make: () => { readonly bus: EventBus; readonly delivered: () => Promise<readonly BehaviourEvent[]> },
) => {
  describe('an event bus', () => {
    it('takes nothing for nothing', async () => {
      const { bus, delivered } = make();
      await bus.publish([]);
      expect(await delivered()).toEqual([]);
    });

    it('delivers every event, however many there are', async () => {
      const { bus, delivered } = make();
      const events = Array.from({ length: 23 }, () => aBehaviourEvent());
      await bus.publish(events);
      expect(new Set(await delivered())).toEqual(new Set(events));
    });

    it('takes an event again', async () => {
      const { bus, delivered } = make();
      const event = aBehaviourEvent();
      await bus.publish([event]);
      await bus.publish([event]);
      expect(await delivered()).toContainEqual(event);
    });
  });
};
