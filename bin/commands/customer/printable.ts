/**
 * Text without what would move a terminal's cursor, colour it, turn the direction of reading or break the line: a trait comes from whoever holds a write key, which may be
 * anybody's browser.
 */
export const printable = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_C}]+/gu, ' ');

const longest = 100;

/** A value as short as a line of a terminal wants it. */
export const shortened = (value: unknown): string => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
};
