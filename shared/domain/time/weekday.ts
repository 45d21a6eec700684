/** In the order of the week. */
export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof weekdays)[number];

/** A day of the week, or one of several: `weekday` is Monday to Friday, `weekend` Saturday and Sunday. */
export const dayWords = [...weekdays, 'weekday', 'weekend'] as const;
export type DayWord = (typeof dayWords)[number];

export const isDayWord = (text: string): text is DayWord => (dayWords as readonly string[]).includes(text);

export const daysOf = (word: DayWord): readonly Weekday[] => {
  if (word === 'weekday') return weekdays.slice(0, 5);
  return word === 'weekend' ? weekdays.slice(5) : [word];
};

/** 0 is Monday. Of a number of days since 1 January 1970, which was a Thursday. */
export const weekdayIndex = (day: number): number => (((day + 3) % 7) + 7) % 7;

export const isOn = (day: number, word: DayWord): boolean => {
  const index = weekdayIndex(day);
  if (word === 'weekday') return index < 5;
  return word === 'weekend' ? index >= 5 : weekdays[index] === word;
};
