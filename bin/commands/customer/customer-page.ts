import type { ProfileView } from '#shared/domain/profile/profile-view.ts';
import { columns } from '../output.ts';
import { printable, shortened } from './printable.ts';

/** Shows an instant as the reader's clock would: `2026-11-22 09:00:00`. */
export type ShowTime = (instant: string) => string;

export const localTime = (timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone): ShowTime => {
  // Sweden writes dates as ISO 8601 does.
  const format = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone });
  return (instant) => format.format(new Date(instant));
};

type Rows = readonly (readonly string[])[];

/** A customer for people: who it is, what is known, what was done, what happened. Sections that have nothing to say are left out. */
export const customerPage = (customer: ProfileView, at: ShowTime): string =>
  [
    headingOf(customer, at),
    section('Traits', traitRows(customer)),
    section('Orders', orderRows(customer, at)),
    section('Consent', consentRows(customer, at)),
    section('Events', counterRows({ ...customer.events, ...othersOf(customer) }, at)),
    section('Channels', counterRows(customer.channels, at)),
    section(
      'Groups',
      Object.entries(customer.groups).map(([group, joined]) => [group, `since ${at(joined)}`]),
    ),
    section(
      'Segments',
      Object.entries(customer.segments).map(([segment, { since }]) => [segment, `since ${at(since)}`]),
    ),
    section('Journeys', journeyRows(customer, at)),
    section('Messages', messageRows(customer, at)),
    section('Tasks', taskRows(customer, at)),
    timelinePage(customer, at),
  ]
    .filter((part) => part !== '')
    .join('\n\n');

/** The timeline alone: what further pages show. */
export const timelinePage = ({ timeline: { events } }: ProfileView, at: ShowTime): string =>
  section(
    'Timeline, newest first',
    events.map(({ timestamp, name, properties, traits }) => [at(timestamp), name, detailsOf(properties ?? traits)]),
  ) || 'Timeline\n  nothing more';

const headingOf = (customer: ProfileView, at: ShowTime): string =>
  table([
    [customer.known ? 'customer' : 'visitor', customer.id],
    ...(customer.email === undefined ? [] : [['email', customer.email]]),
    ...customer.aliases.map((alias, n) => [n === 0 ? 'also' : '', alias]),
    ...(customer.firstSeenAt === undefined ? [] : [['first seen', at(customer.firstSeenAt)]]),
    ...(customer.lastSeenAt === undefined ? [] : [['last seen', at(customer.lastSeenAt)]]),
    ...(customer.alsoMatching ?? []).map((id, n) => [n === 0 ? 'same address' : '', id]),
  ]);

const traitRows = ({ traits }: ProfileView): Rows => Object.entries(traits).map(([name, value]) => [name, shortened(value)]);

const orderRows = ({ orders }: ProfileView, at: ShowTime): Rows => {
  if (orders.count + orders.refunds === 0) return [];
  return [
    ['orders', String(orders.count)],
    ['refunds', String(orders.refunds)],
    ...Object.entries(orders.revenue).map(([currency, revenue]) => ['revenue', `${revenue.toFixed(2)} ${currency}`]),
    ...(orders.first === undefined ? [] : [['first', at(orders.first)]]),
    ...(orders.last === undefined ? [] : [['last', at(orders.last)]]),
  ];
};

const consentRows = ({ subscriptions }: ProfileView, at: ShowTime): Rows =>
  Object.entries(subscriptions).map(([channel, { state, at: since }]) => [channel, state, `since ${at(since)}`]);

const othersOf = ({ otherEvents }: ProfileView): ProfileView['events'] =>
  otherEvents === undefined ? {} : { '(all others)': otherEvents };

const counterRows = (counters: ProfileView['events'], at: ShowTime): Rows => {
  const widest = Math.max(0, ...Object.values(counters).map((counter) => String(counter.count).length));
  return Object.entries(counters).map(([name, counter]) => [
    name,
    String(counter.count).padStart(widest),
    counter.count === 1 ? at(counter.last) : `${at(counter.first)} to ${at(counter.last)}`,
  ]);
};

const journeyRows = ({ journeys }: ProfileView, at: ShowTime): Rows =>
  journeys.map(({ journey, number, state, enteredAt, endedAt, endReason, convertedAt }) => [
    number === 1 ? journey : `${journey} (${number})`,
    state,
    [
      `entered ${at(enteredAt)}`,
      ...(convertedAt === undefined ? [] : [`goal ${at(convertedAt)}`]),
      ...(endedAt === undefined ? [] : [`ended ${at(endedAt)}`]),
      ...(endReason === undefined ? [] : [endReason]),
    ].join(', '),
  ]);

const messageRows = ({ messages }: ProfileView, at: ShowTime): Rows =>
  messages.map(({ message, journey, state, claimedAt, sentAt, reason }) => [
    at(sentAt ?? claimedAt),
    message,
    reason === undefined ? state : `${state}: ${reason}`,
    journey,
  ]);

const taskRows = ({ tasks }: ProfileView, at: ShowTime): Rows =>
  tasks.map(({ title, assignee, state, dueAt }) => [state, title, `for ${assignee}`, `due ${at(dueAt)}`]);

const detailsOf = (content: Readonly<Record<string, unknown>> | undefined): string =>
  content === undefined || Object.keys(content).length === 0 ? '' : shortened(content);

/** What customers and their devices said may hold anything, so every cell is made printable. */
const table = (rows: Rows): string => columns(rows.map((row) => row.map(printable)));

const section = (name: string, rows: Rows): string =>
  rows.length === 0
    ? ''
    : [
        name,
        ...table(rows)
          .split('\n')
          .map((line) => `  ${line}`),
      ].join('\n');
