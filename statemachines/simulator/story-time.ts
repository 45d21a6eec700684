import { readInstant } from '#shared/domain/event/instant.ts';

/** Where a story takes place: when its first day begins to count, and by whose calendar. */
export interface StorySetting {
  readonly startsAt: Date;
  /** The contact's IANA time zone. */
  readonly timeZone: string;
}

/**
 * A time as people write it in a story. Days count as in a journey's reports: the story begins on day 1, and day 0 is the day before.
 * `minute` is a minute of the day on the contact's clock; without it the whole day is meant, or, for what happens, the time of day at
 * which the story began.
 */
export type StoryTime =
  | { readonly kind: 'day'; readonly day: number; readonly minute?: number }
  | { readonly kind: 'instant'; readonly at: Date };

const dayPattern = /^\s*day\s+(-?\d{1,4})(?:\s+(?:at\s+)?(\d{1,2}):(\d\d))?\s*$/i;

/** `day 3`, `day 3 at 10:00`, or an ISO instant; undefined for anything else. */
export const readStoryTime = (text: string): StoryTime | undefined => {
  const [matched, day, hours, minutes] = dayPattern.exec(text) ?? [];
  if (matched === undefined) {
    const instant = readInstant(text);
    return instant === undefined ? undefined : { kind: 'instant', at: new Date(instant) };
  }
  if (hours === undefined || minutes === undefined) return { kind: 'day', day: Number(day) };
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined;
  return { kind: 'day', day: Number(day), minute: Number(hours) * 60 + Number(minutes) };
};

export const sayStoryTime = (time: StoryTime): string => {
  if (time.kind === 'instant') return time.at.toISOString();
  return time.minute === undefined ? `day ${time.day}` : `day ${time.day} at ${clockText(time.minute)}`;
};

/** When that is. */
export const instantOf = (time: StoryTime, { startsAt, timeZone }: StorySetting): Date => {
  if (time.kind === 'instant') return time.at;
  const start = localTime(startsAt, timeZone);
  const minute = time.minute ?? start.minute;
  const seconds = time.minute === undefined ? startsAt.getTime() % 60_000 : 0;
  const wanted = start.day + (time.day - 1) * dayLength + minute * 60_000;
  // Local time as if it were UTC, less the offset that holds there; asked twice, because the first guess may be across a clock change.
  const offset = offsetAt(wanted - offsetAt(wanted, timeZone), timeZone);
  return new Date(wanted - offset + seconds);
};

/** Whether something that happened then is what was meant. */
export const isAt = (time: StoryTime, at: Date, setting: StorySetting): boolean => {
  if (time.kind === 'instant') return time.at.getTime() === at.getTime();
  if (storyDay(at, setting) !== time.day) return false;
  return time.minute === undefined || localTime(at, setting.timeZone).minute === time.minute;
};

/** The day of the story that an instant falls on, by the contact's calendar. */
export const storyDay = (at: Date, { startsAt, timeZone }: StorySetting): number =>
  Math.round((localTime(at, timeZone).day - localTime(startsAt, timeZone).day) / dayLength) + 1;

/** `Mon 2 Nov 09:00`, on the contact's clock. */
export const sayLocal = (at: Date, timeZone: string): string => {
  const { day, minute } = localTime(at, timeZone);
  const date = new Date(day);
  return `${weekdays[date.getUTCDay()]} ${date.getUTCDate()} ${months[date.getUTCMonth()]} ${clockText(minute)}`;
};

export const isTimeZone = (name: string): boolean => {
  try {
    formatter(name);
    return true;
  } catch {
    return false;
  }
};

const dayLength = 86_400_000;
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const clockText = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** The date as midnight UTC of the same name, and the minute of the day. */
const localTime = (at: Date, timeZone: string): { readonly day: number; readonly minute: number } => {
  const local = at.getTime() + offsetAt(at.getTime(), timeZone);
  const day = Math.floor(local / dayLength) * dayLength;
  return { day, minute: Math.floor((local - day) / 60_000) };
};

/** By how much the zone's clocks are ahead of UTC. */
const offsetAt = (at: number, timeZone: string): number => {
  if (timeZone === 'UTC') return 0;
  const parts = new Map(
    formatter(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return local - Math.floor(at / 1_000) * 1_000;
};

const formatters = new Map<string, Intl.DateTimeFormat>();

/** @throws RangeError for a zone that does not exist. */
const formatter = (timeZone: string): Intl.DateTimeFormat => {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(timeZone, made);
  return made;
};
