import { expect, it } from 'vitest';
import { sendingDefaults } from '#shared/adapters/yaml/read-sending.ts';
import { longestHold } from '#shared/domain/sending/longest-hold.ts';
import { effectivePolicy, type SendingOverride } from '#shared/domain/sending/policy.ts';
import { nextSendTime } from '#shared/domain/sending/windows.ts';

const hour = 3_600_000;
const none: SendingOverride = { caps: [], quietHours: 'none', window: 'none' };
const hold = (override: SendingOverride) => longestHold(effectivePolicy(sendingDefaults.policy, override)) / hour;

const cap = { most: 2, perMilliseconds: 24 * hour };
const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const;

// Three hours are for changes of the clocks.
it.each<[string, SendingOverride, number]>([
  ['not at all, where nothing is said', none, 0],
  ['for room under a cap, as long as it may', { ...none, caps: [cap], over: 'hold', holdAtMostHours: 40 }, 40],
  ['never for a cap that drops', { ...none, caps: [cap], over: 'drop', holdAtMostHours: 40 }, 0],
  ['until quiet hours are over', { ...none, quietHours: { from: '22:00', to: '07:00' } }, 9 + 3],
  ['over a weekend', { ...none, window: { days: [...weekdays], from: '09:00', to: '18:00' } }, 63 + 3],
  ['nearly a week', { ...none, window: { days: ['monday'], from: '09:00', to: '10:00' } }, 167 + 3],
  [
    'over quiet hours that begin while the window is open',
    { ...none, quietHours: { from: '12:00', to: '10:00' }, window: { days: ['monday'], from: '09:00', to: '18:00' } },
    166 + 3,
  ],
  [
    'for a cap first, and then for the morning',
    { caps: [cap], over: 'hold', holdAtMostHours: 40, quietHours: { from: '22:00', to: '07:00' }, window: 'none' },
    40 + 9 + 3,
  ],
])('a message is held %s', (_, override, expected) => {
  expect(hold(override)).toBe(expected);
});

it('a message is never held longer, on whichever minute of a week with a change of the clocks', () => {
  const policy = effectivePolicy(sendingDefaults.policy, {
    ...none,
    quietHours: { from: '21:30', to: '08:15' },
    window: { days: ['tuesday', 'saturday'], from: '20:00', to: '02:00' },
  });
  const start = Date.parse('2026-10-22T00:00:00Z');
  const waits = Array.from({ length: 14 * 24 * 4 }, (_unused, index) => {
    const now = start + (index * hour) / 4;
    return nextSendTime(policy, new Date(now), 'Europe/Berlin').getTime() - now;
  });
  expect(Math.max(...waits)).toBeLessThanOrEqual(longestHold(policy));
  expect(Math.max(...waits)).toBeGreaterThan(longestHold(policy) - 5 * hour);
});
