import { expect, it } from 'vitest';
import { type ProfileView, profileView } from '#shared/domain/profile/profile-view.ts';
import { customerPage, localTime, timelinePage } from '../../../bin/commands/customer/customer-page.ts';

const at = localTime('Europe/Berlin');
const instant = '2026-11-22T08:00:00.000Z';

const aCustomer = (overrides: Partial<ProfileView> = {}): ProfileView =>
  profileView.parse({
    id: 'user:1',
    known: true,
    aliases: [],
    traits: {},
    traitTimes: {},
    events: {},
    channels: {},
    groups: {},
    orders: { count: 0, refunds: 0, revenue: {} },
    subscriptions: {},
    segments: {},
    journeys: [],
    messages: [],
    tasks: [],
    timeline: { events: [] },
    ...overrides,
  });

const happened = (name: string, properties?: Record<string, unknown>) => ({
  version: 1,
  messageId: name,
  type: 'track',
  name,
  profileId: 'user:1',
  timestamp: instant,
  originalTimestamp: instant,
  receivedAt: instant,
  ...(properties === undefined ? {} : { properties }),
});

it('shows a customer as aligned lists, with times as the reader’s clock has them', () => {
  const page = customerPage(
    aCustomer({
      email: 'ada@example.com',
      aliases: ['anon:a1', 'anon:a2'],
      firstSeenAt: instant,
      traits: { email: 'ada@example.com', firstName: 'Ada' },
      orders: { count: 2, refunds: 1, revenue: { USD: 59 }, first: instant, last: instant },
      events: {
        'Page Viewed': { count: 12, first: instant, last: '2026-11-22T09:00:00.000Z' },
        'Demo Booked': { count: 1, first: instant, last: instant },
      },
      segments: { 'at-risk': { since: instant } },
      journeys: [
        { journey: 'lead-nurture', runId: 'r', number: 1, state: 'converted', enteredAt: instant, convertedAt: instant },
      ],
      messages: [
        {
          sendId: 's',
          message: 'case-study',
          journey: 'lead-nurture',
          step: 'send case-study',
          state: 'dropped',
          claimedAt: instant,
          reason: 'unsubscribed',
        },
      ],
      tasks: [
        {
          taskId: 't',
          title: 'Call',
          assignee: 'sales',
          journey: 'lead-nurture',
          state: 'open',
          createdAt: instant,
          dueAt: instant,
        },
      ],
      timeline: { events: [happened('Order Completed', { total: 59 }), happened('Demo Booked')] as never },
    }),
    at,
  );
  expect(page.split('\n')).toEqual([
    'customer    user:1',
    'email       ada@example.com',
    'also        anon:a1',
    '            anon:a2',
    'first seen  2026-11-22 09:00:00',
    '',
    'Traits',
    '  email      ada@example.com',
    '  firstName  Ada',
    '',
    'Orders',
    '  orders   2',
    '  refunds  1',
    '  revenue  59.00 USD',
    '  first    2026-11-22 09:00:00',
    '  last     2026-11-22 09:00:00',
    '',
    'Events',
    '  Page Viewed  12  2026-11-22 09:00:00 to 2026-11-22 10:00:00',
    '  Demo Booked   1  2026-11-22 09:00:00',
    '',
    'Segments',
    '  at-risk  since 2026-11-22 09:00:00',
    '',
    'Journeys',
    '  lead-nurture  converted  entered 2026-11-22 09:00:00, goal 2026-11-22 09:00:00',
    '',
    'Messages',
    '  2026-11-22 09:00:00  case-study  dropped: unsubscribed  lead-nurture',
    '',
    'Tasks',
    '  open  Call  for sales  due 2026-11-22 09:00:00',
    '',
    'Timeline, newest first',
    '  2026-11-22 09:00:00  Order Completed  {"total":59}',
    '  2026-11-22 09:00:00  Demo Booked',
  ]);
});

it('says so where the timeline has come to its end', () => {
  expect(timelinePage(aCustomer(), at)).toBe('Timeline\n  nothing more');
});

it('lets nothing that a customer said steer the terminal', () => {
  const page = customerPage(aCustomer({ traits: { name: '\u001B[2J\u202Eevil\r\nline', long: 'x'.repeat(500) } }), at);
  for (const steering of ['\u001B', '\u202E', '\r']) expect(page).not.toContain(steering);
  expect(page).toContain('  name   [2J evil line');
  expect(Math.max(...page.split('\n').map((line) => line.length))).toBeLessThan(120);
});
