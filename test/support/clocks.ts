import fc from 'fast-check';

/** What a clock on the wall shows: days since 1970 by the local calendar, minutes since midnight. */
export interface Shown {
  readonly day: number;
  readonly minute: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** By the platform's own tables and not by the library that is being tested. */
export const shownBy = (timeZone: string, instant: number): Shown => {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  formats.set(timeZone, format);
  const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = parts;
  return { day: Date.UTC(year, month - 1, day) / 86_400_000, minute: hour * 60 + minute };
};

/** Summer time in the north, in the west, by half an hour in the south, by two hours, at midnight, and none. */
export const zones = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Antarctica/Troll',
  'Africa/Cairo',
  'Asia/Shanghai',
  'Asia/Kathmandu',
  'UTC',
] as const;

/** When some of their clocks are put forward or back. */
const changes = [
  '2026-03-29T01:00:00Z',
  '2026-10-25T01:00:00Z',
  '2026-03-08T07:00:00Z',
  '2026-11-01T06:00:00Z',
  '2026-04-04T15:00:00Z',
  '2026-10-03T15:30:00Z',
  '2026-04-23T22:00:00Z',
  '2026-10-29T21:00:00Z',
].map((instant) => Date.parse(instant));

const day = 86_400_000;

/** Any instant of some years, and more often one near a change of the clocks. */
export const anInstant = fc.oneof(
  { weight: 1, arbitrary: fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2031, 0, 1) }) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(...changes), fc.integer({ min: -2 * day, max: 2 * day }))
      .map(([change, away]) => change + away),
  },
);

/** Clocks are changed by quarters of hours, so a quarter is all that needs looking at where times are on quarters too. */
export const aQuarter = fc
  .integer({ min: 0, max: 95 })
  .map((quarter) => `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`);
