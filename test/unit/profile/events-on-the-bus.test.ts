import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { applyEvents } from '#shared/domain/profile/apply-events.ts';
import { behaviourOf } from '#shared/domain/profile/behaviour-of.ts';
import { emptyProfile } from '#shared/domain/profile/profile.ts';
import { behaviourEvent } from '#shared/events/behaviour-event.ts';
import { anOrder } from '#test/support/a-customer-event.ts';

const manual = readFileSync(new URL('../../../docs/events-on-the-bus.md', import.meta.url), 'utf8');
const [, example = ''] = /```json\n([\s\S]*?)```/.exec(manual) ?? [];

it('the example in the manual is as the contract says, and as an event is published', () => {
  const shown = behaviourEvent.parse(JSON.parse(example));
  expect(shown).toEqual(JSON.parse(example));
  const profile = applyEvents(emptyProfile('user:ann'), [anOrder(1)], new Set(['Order Completed']));
  expect(Object.keys(shown.profile)).toEqual(Object.keys(behaviourOf(profile, anOrder(1)).profile));
});
