import { expect, it } from 'vitest';
import { timeZoneOf } from '#shared/domain/time/time-zone.ts';

it.each([
  ['the one they have said', { timezone: 'Asia/Shanghai' }, 'Asia/Shanghai'],
  ['the one they have said, however it is written', { timezone: ' asia/shanghai ' }, 'Asia/Shanghai'],
  ['the fallback, if they have said none', {}, 'Europe/Berlin'],
  ['the fallback, if it is empty', { timezone: '' }, 'Europe/Berlin'],
  ['the fallback, if there is no such zone', { timezone: 'Europe/Atlantis' }, 'Europe/Berlin'],
  ['the fallback, if it is only an offset', { timezone: '+02:00' }, 'Europe/Berlin'],
  ['the fallback, if it is a number', { timezone: 120 }, 'Europe/Berlin'],
  ['the fallback, if it is endless', { timezone: 'A'.repeat(100_000) }, 'Europe/Berlin'],
  ['the fallback, if it is something of the record', Object.create({ timezone: 'Asia/Shanghai' }), 'Europe/Berlin'],
])('the time zone of a customer is %s', (_, traits, expected) => {
  expect(timeZoneOf(traits, 'Europe/Berlin')).toBe(expected);
});
