/**
 * Until when a receiver asks to be left alone: the header `Retry-After`, in seconds or as a date (RFC 9110, section 10.2.3). `undefined` where
 * it is neither.
 */
export const retryAfter = (header: string, now: Date): Date | undefined => {
  const text = header.trim();
  if (/^\d{1,10}$/.test(text)) return new Date(now.getTime() + Number(text) * 1_000);
  if (!httpDate.test(text)) return undefined;
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds);
};

/** `Sun, 22 Nov 2026 23:10:00 GMT`, the one form that is still to be written. */
const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
