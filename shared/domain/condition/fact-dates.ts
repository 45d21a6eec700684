import { readInstant } from '#shared/domain/event/instant.ts';

/** Reads a date as senders and marketers write it: a day (`2026-11-22`, then its first instant in UTC) or an instant. */
export const dateOf = (value: unknown): Date | undefined => {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value;
  const time = typeof value === 'string' ? readInstant(value.trim()) : undefined;
  return time === undefined ? undefined : new Date(time);
};

const day = 86_400_000;

/** Whole days that have passed since a date; below zero where it is still to come. */
export const daysBetween = (date: Date, now: Date): number => Math.floor((now.getTime() - date.getTime()) / day);
