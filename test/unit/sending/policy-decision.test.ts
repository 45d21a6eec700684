import { describe, expect, it } from 'vitest';
import type { RecentSend } from '#shared/domain/sending/caps.ts';
import { effectivePolicy, outranks, type SendingPolicy, sendingPolicy } from '#shared/domain/sending/policy.ts';
import { decideByPolicy, type PolicyCircumstances } from '#shared/domain/sending/policy-decision.ts';
import { parseWindow } from '#shared/domain/sending/policy-texts.ts';
import { weekdays } from '#shared/domain/time/weekday.ts';

const day = 86_400_000;
const policy: SendingPolicy = {
  timeZone: 'UTC',
  quietHours: { from: '22:00', to: '07:00' },
  caps: [{ most: 1, perMilliseconds: day }],
  over: 'hold',
  holdAtMostHours: 48,
  priority: 'normal',
};
const office = { days: weekdays.slice(0, 5), from: '09:00', to: '18:00' };
const sent = (at: string): RecentSend => ({ at, sendId: 'earlier', priority: 'normal' });

const decide = (now: string, changed: Partial<SendingPolicy> = {}, circumstances: Partial<PolicyCircumstances> = {}) =>
  decideByPolicy(
    { ...policy, ...changed },
    { sendId: 'new' },
    {
      now: new Date(now),
      timeZone: 'UTC',
      dueSince: new Date(now),
      recent: [],
      higherPriorityUnderWay: false,
      ...circumstances,
    },
  );

const [cap] = policy.caps;

describe('a message', () => {
  it('goes by day with room in every cap', () => {
    expect(decide('2026-11-23T12:00:00Z')).toEqual({ kind: 'send' });
  });

  it('waits for the morning in quiet hours', () => {
    expect(decide('2026-11-23T22:30:00Z')).toEqual({
      kind: 'hold',
      until: new Date('2026-11-24T07:00:00Z'),
      because: 'quiet-hours',
    });
  });

  it('waits for the window outside of it, and for as long as it takes', () => {
    expect(decide('2026-11-28T12:00:00Z', { window: office, holdAtMostHours: 1 })).toEqual({
      kind: 'hold',
      until: new Date('2026-11-30T09:00:00Z'),
      because: 'window',
    });
  });

  it('waits for the window and not only for the end of the quiet hours', () => {
    expect(decide('2026-11-23T22:30:00Z', { window: office })).toEqual({
      kind: 'hold',
      until: new Date('2026-11-24T09:00:00Z'),
      because: 'quiet-hours',
    });
  });

  it('waits for room in a full cap', () => {
    expect(decide('2026-11-23T12:00:00Z', {}, { recent: [sent('2026-11-23T09:00:00Z')] })).toEqual({
      kind: 'hold',
      until: new Date('2026-11-24T09:00:00Z'),
      because: 'frequency-cap',
      cap,
    });
  });

  it('waits for the morning after there is room', () => {
    expect(decide('2026-11-23T12:00:00Z', {}, { recent: [sent('2026-11-22T23:00:00Z')] })).toMatchObject({
      until: new Date('2026-11-24T07:00:00Z'),
      because: 'frequency-cap',
    });
  });

  it('is dropped at once by a cap that drops, even in quiet hours', () => {
    expect(decide('2026-11-23T23:00:00Z', { over: 'drop' }, { recent: [sent('2026-11-23T09:00:00Z')] })).toEqual({
      kind: 'drop',
      reason: 'frequency-cap',
      cap,
      until: new Date('2026-11-24T09:00:00Z'),
    });
  });

  it('is held by quiet hours where a full cap would drop it', () => {
    expect(decide('2026-11-23T23:00:00Z', { over: 'drop' })).toMatchObject({ kind: 'hold', because: 'quiet-hours' });
  });

  it.each([
    ['is held for exactly as long as it may be', '2026-11-22T09:00:00Z', 'hold'],
    ['is dropped if it would take a moment longer', '2026-11-22T08:59:59.999Z', 'drop'],
  ])('%s, counted from when it was first due', (_, dueSince, kind) => {
    const circumstances = { recent: [sent('2026-11-23T09:00:00Z')], dueSince: new Date(dueSince) };
    expect(decide('2026-11-23T12:00:00Z', {}, circumstances).kind).toBe(kind);
  });

  it('that has its place is not stopped by the cap it fills itself', () => {
    const recent = [{ ...sent('2026-11-23T11:59:00Z'), sendId: 'new' }];
    expect(decide('2026-11-23T12:00:00Z', { over: 'drop' }, { recent })).toEqual({ kind: 'send' });
  });
});

describe('the policy of a journey', () => {
  it('is the usual one without a word of its own', () => {
    expect(effectivePolicy(policy)).toEqual(policy);
  });

  it('is its own where it says something', () => {
    expect(effectivePolicy(policy, { priority: 'high', caps: [], window: office, over: 'drop', holdAtMostHours: 2 })).toEqual({
      timeZone: 'UTC',
      quietHours: policy.quietHours,
      window: office,
      caps: [],
      over: 'drop',
      holdAtMostHours: 2,
      priority: 'high',
    });
  });

  it('can do without quiet hours and window', () => {
    const own = effectivePolicy({ ...policy, window: office }, { quietHours: 'none', window: 'none' });
    expect(own).not.toHaveProperty('quietHours');
    expect(own).not.toHaveProperty('window');
  });

  it('is read back from a compiled journey as it was', () => {
    expect(sendingPolicy.parse(structuredClone({ ...policy, window: office }))).toEqual({ ...policy, window: office });
  });

  it.each([
    ['high', 'normal', true],
    ['normal', 'low', true],
    ['normal', 'normal', false],
    ['low', 'high', false],
  ] as const)('of priority %s goes before %s: %j', (one, other, expected) => {
    expect(outranks(one, other)).toBe(expected);
  });
});

describe('a window as it is written', () => {
  it.each([
    ['09:00 to 18:00', { days: [...weekdays], from: '09:00', to: '18:00' }],
    ['weekday 9:00 to 18:00', office],
    ['Saturday, monday and tuesday 10:00 to 16:00', { days: ['monday', 'tuesday', 'saturday'], from: '10:00', to: '16:00' }],
    ['friday 20:00 to 02:00', { days: ['friday'], from: '20:00', to: '02:00' }],
    ['monday, weekend 00:00 to 12:00', { days: ['monday', 'saturday', 'sunday'], from: '00:00', to: '12:00' }],
  ])('is read from `%s`', (text, expected) => {
    expect(parseWindow(text)).toEqual(expected);
  });

  it.each([
    '',
    'weekday',
    'mon 09:00 to 18:00',
    'weekday 09:00',
    '09:00 to 09:00',
    'weekday09:00 to 18:00',
    'and 25:00 to 18:00',
  ])('is not read from `%s`', (text) => {
    expect(parseWindow(text)).toBeUndefined();
  });
});
