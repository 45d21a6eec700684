import { describe, expect, it } from 'vitest';
import { parseLengthOfTime, sayLengthOfTime } from '#shared/domain/time/length-of-time.ts';
import { parseClockSpan, parseLocalTime } from '#shared/domain/time/parse-local-time.ts';

describe('until when somebody waits', () => {
  it.each([
    ['09:00', { kind: 'time', at: '09:00' }],
    ['9:00', { kind: 'time', at: '09:00' }],
    [' 23:59 ', { kind: 'time', at: '23:59' }],
    ['monday', { kind: 'time', at: '00:00', day: 'monday', anyTime: true }],
    ['Weekday', { kind: 'time', at: '00:00', day: 'weekday', anyTime: true }],
    ['monday at 09:00', { kind: 'time', at: '09:00', day: 'monday' }],
    ['weekday at 9:00', { kind: 'time', at: '09:00', day: 'weekday' }],
    ['Sunday  18:30', { kind: 'time', at: '18:30', day: 'sunday' }],
  ])('is read from `%s`', (text, expected) => {
    expect(parseLocalTime(text)).toEqual(expected);
  });

  it.each([
    '',
    '24:00',
    '9',
    '9:5',
    '09:60',
    '9am',
    'mon',
    'monday at',
    'at 09:00',
    'mondayat 09:00',
    'monday at noon',
    'tomorrow',
    '09:00 monday',
  ])('is not read from `%s`', (text) => {
    expect(parseLocalTime(text)).toBeUndefined();
  });
});

describe('a stretch of the day', () => {
  it.each([
    ['22:00 to 07:00', { from: '22:00', to: '07:00' }],
    ['9:00 to 18:00', { from: '09:00', to: '18:00' }],
    ['18:00 TO 24:00', { from: '18:00', to: '00:00' }],
  ])('is read from `%s`', (text, expected) => {
    expect(parseClockSpan(text)).toEqual(expected);
  });

  it.each(['22:00', '22:00 to', '22:00-07:00', '22:00 to 22:00', '24:00 to 07:00', '22 to 7', '00:00 to 24:00'])(
    'is not read from `%s`',
    (text) => {
      expect(parseClockSpan(text)).toBeUndefined();
    },
  );
});

describe('a length of time', () => {
  it.each([
    ['90 minutes', 5_400_000],
    ['1 hour', 3_600_000],
    ['2 Days', 172_800_000],
    ['1 week', 604_800_000],
  ])('is read from `%s`', (text, expected) => {
    expect(parseLengthOfTime(text)).toBe(expected);
  });

  it.each(['', '0 days', '1.5 days', '2 months', 'a day', '-1 days', '2'])('is not read from `%s`', (text) => {
    expect(parseLengthOfTime(text)).toBeUndefined();
  });

  it.each([
    [604_800_000, '7 days'],
    [86_400_000, '1 day'],
    [3_600_000, '1 hour'],
    [5_400_000, '90 minutes'],
  ])('of %d ms is said as `%s`', (milliseconds, text) => {
    expect(sayLengthOfTime(milliseconds)).toBe(text);
  });
});
