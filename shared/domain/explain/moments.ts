import type { JourneyRun } from '#shared/domain/journey/run.ts';
import { taskIdOf } from '#shared/domain/journey/task.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { ExplainedCause, ExplainedMoment } from './explanation.ts';

/** A property of an event, where it is text. */
export const textOf = ({ properties }: CustomerEvent, name: string): string | undefined => {
  const value = properties?.[name];
  return typeof value === 'string' ? value : undefined;
};

const objectOf = ({ properties }: CustomerEvent, name: string): Record<string, unknown> | undefined => {
  const value = properties?.[name];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
};

/** Only what Tributary itself wrote: a sender may call an event whatever it likes. */
const isOurs = ({ context }: CustomerEvent): boolean => context?.source === 'tributary';

/** Whether an event tells of this run: by its id, or as the completion of a task that the run gave. */
export const isAboutRun = (event: CustomerEvent, { runId, decisions = {} }: JourneyRun): boolean => {
  if (event.name === 'Task Completed') {
    const taskId = textOf(event, 'taskId');
    const given = Object.keys(decisions).map((key) => key.split(' ')[0] ?? key);
    return taskId !== undefined && given.some((step) => taskIdOf(runId, step) === taskId);
  }
  return isOurs(event) && (event.type === 'identify' ? event.context?.runId : event.properties?.runId) === runId;
};

type Tell = (event: CustomerEvent, causeOf: (messageId: string) => ExplainedCause) => Omit<ExplainedMoment, 'at'>;

const byCause = (event: CustomerEvent, property: string, causeOf: (messageId: string) => ExplainedCause) => {
  const messageId = textOf(event, property);
  return messageId === undefined ? {} : { by: causeOf(messageId) };
};

/** How each event of a run is told. Those that say what became of a mail are told with the message. */
const tellers: Readonly<Record<string, Tell>> = {
  'Branch Taken': (event) => ({
    what: 'branch',
    ...some({ which: textOf(event, 'arm'), because: textOf(event, 'because'), values: objectOf(event, 'values') }),
  }),
  'Variant Assigned': (event) => ({ what: 'variant', ...some({ which: textOf(event, 'variant') }) }),
  'Wait Ended': (event, causeOf) => ({
    what: 'wait-ended',
    ...some({ which: textOf(event, 'way') }),
    ...byCause(event, 'by', causeOf),
  }),
  'Profile Identified': (event) => ({ what: 'traits-set', ...some({ values: event.traits }) }),
  'Coupon Issued': (event) => ({ what: 'coupon', ...some({ which: textOf(event, 'coupon'), because: textOf(event, 'value') }) }),
  'Coupon Not Issued': (event) => ({ what: 'no-coupon', ...some({ which: textOf(event, 'coupon'), because: whyOf(event) }) }),
  'Webhook Delivered': (event) => ({ what: 'webhook', ...some({ which: textOf(event, 'destination') }) }),
  'Webhook Failed': (event) => ({
    what: 'webhook-failed',
    ...some({ which: textOf(event, 'destination'), because: whyOf(event) }),
  }),
  'Task Created': (event) => ({
    what: 'task-given',
    ...some({ which: textOf(event, 'title'), because: textOf(event, 'assignee') }),
  }),
  'Task Completed': (event) => ({ what: 'task-done', ...some({ because: textOf(event, 'outcome') }) }),
  'Email Sent': (event) => ({ what: 'message', ...some({ which: textOf(event, 'message'), because: 'sent' }) }),
  'Email Not Sent': (event) => ({ what: 'message', ...some({ which: textOf(event, 'message'), because: whyOf(event) }) }),
  'Journey Exited': (event) => ({ what: 'exited', ...some({ because: textOf(event, 'reason') }) }),
  'Journey Converted': (event, causeOf) => ({ what: 'converted', ...byCause(event, 'convertedBy', causeOf) }),
  'Journey Completed': (event) => ({ what: 'completed', ...some({ because: textOf(event, 'reason') }) }),
};

/**
 * Of what happened at the same instant, what comes first: a stage is run in some milliseconds, and the log sorts by time only. First what was
 * waited for, then which way was taken, what was done there, and the end.
 */
const order: readonly string[] = [
  'task-done',
  'wait-ended',
  'branch',
  'variant',
  'traits-set',
  'coupon',
  'no-coupon',
  'webhook',
  'webhook-failed',
  'task-given',
  'message',
];

export const compareMoments = (a: Pick<ExplainedMoment, 'at' | 'what'>, b: Pick<ExplainedMoment, 'at' | 'what'>): number =>
  a.at.localeCompare(b.at) || rankOf(a.what) - rankOf(b.what);

const rankOf = (what: string): number => (order.includes(what) ? order.indexOf(what) : order.length);

/** An event of a run as a moment of its story; undefined where it is told elsewhere. */
export const toMoment = (event: CustomerEvent, causeOf: (messageId: string) => ExplainedCause): ExplainedMoment | undefined => {
  const tell = Object.hasOwn(tellers, event.name) ? tellers[event.name] : undefined;
  if (tell === undefined) return undefined;
  const step = event.type === 'identify' ? event.context?.step : event.properties?.step;
  return { at: event.timestamp, ...(typeof step === 'string' ? { step } : {}), ...tell(event, causeOf) };
};

const whyOf = (event: CustomerEvent): string | undefined => textOf(event, 'explanation') ?? textOf(event, 'reason');

type Details = Pick<ExplainedMoment, 'which' | 'because' | 'values'>;

/** What there is of these. */
const some = (details: { readonly [Key in keyof Details]: Details[Key] | undefined }): Details =>
  Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
