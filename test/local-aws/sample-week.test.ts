import { expect, it } from 'vitest';
import { customerWhen, readCustomer } from '#test/support/local-api.ts';
import { localStack } from '#test/support/local-stack.ts';
import { playSampleWeek } from '#tools/local/sample-week.ts';
import { isHeldOutLead } from '#tools/sample-store/expectations.ts';
import { personOf } from '#tools/sample-store/person.ts';
import { leadsIn, type StoreOptions } from '#tools/sample-store/week.ts';

const week: StoreOptions = { seed: 1, endsAt: new Date('2026-11-21T18:00:00.000Z') };

it('accounts for every event of the sample week, every run and every mail', { timeout: 600_000 }, async () => {
  const { result, missing } = await playSampleWeek(localStack(), { ...week, progress: () => undefined });

  expect(missing).toEqual([]);
  const { runs, mail, ...rest } = result;
  expect(rest).toEqual({
    ok: true,
    customers: 311,
    events: { sent: 8010, accepted: 7910, rejected: 10, stored: 7910, folded: 7910 },
  });
  // One lead of 39 is left alone. What else there is depends on the journeys that are deployed.
  expect(runs['lead-nurture']).toEqual({ entered: 38, heldOut: 1, exited: 9, converted: 10, completed: 19 });
  expect(mail.sent).toBeGreaterThanOrEqual(73);
});

it('shows the whole story of a lead who stayed, in one read', async () => {
  const lead = [...leadsIn(week)].find((each) => each.story === 'stays' && !isHeldOutLead(each, { holdout: 0.05 }));
  const person = personOf(week.seed, lead?.customer ?? -1);
  const customer = await customerWhen(person.userId, 'is told to have completed the nurture', ({ timeline }) =>
    timeline.events.some(({ name }) => name === 'Journey Completed'),
  );

  expect(customer.email).toBe(person.email);
  const runs = customer.journeys.filter(({ journey }) => journey === 'lead-nurture');
  expect(runs.map(({ state }) => state)).toEqual(['completed']);
  const mails = customer.messages.filter(({ journey }) => journey === 'lead-nurture');
  expect(mails.map(({ state }) => state)).toEqual(['sent', 'sent', 'sent']);
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
