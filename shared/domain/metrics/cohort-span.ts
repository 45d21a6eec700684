/** The runs that are looked at: entered at or after `from` and before `to`; ISO 8601, UTC. */
export interface CohortSpan {
  readonly from: string;
  readonly to: string;
}

export type SpanRead =
  | { readonly kind: 'span'; readonly span: CohortSpan }
  | { readonly kind: 'malformed'; readonly path: 'from' | 'to'; readonly message: string };

const usualLengthMilliseconds = 90 * 86_400_000;

const written = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** Reads what a caller asks for: days (`2026-10-01`, from midnight UTC) or instants. Without them, the last 90 days. */
export const readSpan = (
  asked: { readonly from?: string | undefined; readonly to?: string | undefined },
  now: Date,
): SpanRead => {
  const to = asked.to === undefined ? now.getTime() : millisecondsOf(asked.to);
  if (to === undefined) return malformed('to');
  const from = asked.from === undefined ? to - usualLengthMilliseconds : millisecondsOf(asked.from);
  if (from === undefined) return malformed('from');
  if (from >= to) return { kind: 'malformed', path: 'from', message: '`from` must be before `to`; without `to` it is now' };
  return { kind: 'span', span: { from: new Date(from).toISOString(), to: new Date(to).toISOString() } };
};

const millisecondsOf = (text: string): number | undefined => {
  if (!written.test(text)) return undefined;
  const milliseconds = Date.parse(text);
  // Date.parse takes the 30th of February for the 2nd of March.
  const day = text.slice(0, 10);
  const isDay = new Date(`${day}T00:00:00Z`).toJSON()?.slice(0, 10) === day;
  return isDay && !Number.isNaN(milliseconds) ? milliseconds : undefined;
};

const malformed = (path: 'from' | 'to'): SpanRead => ({
  kind: 'malformed',
  path,
  message: `\`${path}\` must be a day like 2026-10-01 or an instant like 2026-10-01T09:00:00Z`,
});
