import { expect, it } from 'vitest';
import { customerWhen, readCustomer } from '#test/support/local-api.ts';
import { localStack } from '#test/support/local-stack.ts';
import { playSampleWeek } from '#tools/local/sample-week.ts';
import { personOf } from '#tools/sample-store/person.ts';
import { leadsIn, type StoreOptions } from '#tools/sample-store/week.ts';

const week: StoreOptions = { seed: 1, endsAt: new Date('2026-11-21T18:00:00.000Z') };

it('accounts for every event of the sample week, every run and every mail', { timeout: 600_000 }, async () => {
  const { result, missing } = await playSampleWeek(localStack(), { ...week, progress: () => undefined });

  expect(missing).toEqual([]);
  expect(result).toEqual({
    ok: true,
    customers: 311,
    events: { sent: 8010, accepted: 7910, rejected: 10, stored: 7910, folded: 7910 },
    runs: { 'lead-nurture': { entered: 39, exited: 9, converted: 10, completed: 20 } },
    mail: { sent: 76 },
  });
});

it('shows the whole story of a lead who stayed, in one read', async () => {
  const [lead] = [...leadsIn(week)].filter(({ story }) => story === 'stays');
  const person = personOf(week.seed, lead?.customer ?? -1);
  const customer = await customerWhen(person.userId, 'is told to have completed the nurture', ({ timeline }) =>
    timeline.events.some(({ name }) => name === 'Journey Completed'),
  );

  expect(customer.email).toBe(person.email);
  expect(customer.journeys.map(({ journey, state }) => [journey, state])).toEqual([['lead-nurture', 'completed']]);
  expect(customer.messages.map(({ state }) => state)).toEqual(['sent', 'sent', 'sent']);
  expect(customer.tasks).toHaveLength(1);
  const told = customer.timeline.events.map(({ name }) => name);
  for (const name of ['Lead Created', 'Journey Entered', 'Email Sent', 'Task Created', 'Journey Completed'])
    expect(told).toContain(name);
});

it('finds the same customer by browser, by account and by address', async () => {
  const [lead] = [...leadsIn(week)].filter(({ story }) => story === 'books');
  const person = personOf(week.seed, lead?.customer ?? -1);
  const found = await Promise.all([person.userId, person.anonymousId, `email:${person.email}`].map(readCustomer));

  expect(found.map((customer) => customer?.id)).toEqual(Array(3).fill(`user:${person.userId}`));
});
