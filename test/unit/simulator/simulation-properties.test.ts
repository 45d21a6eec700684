import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lifecycleEvents } from '#shared/domain/journey/journey-events.ts';
import { isOver } from '#shared/domain/journey/run.ts';
import { isOurs } from '#statemachines/simulator/moment.ts';
import { daysIn, leadNurture, simulationOf } from './simulated-marketing.ts';

const day = 86_400_000;

/** Anything a customer may do, at any time of two months, arriving when it happened or up to ten days later, maybe twice. */
const doings = fc.array(
  fc.record({
    name: fc.constantFrom('Lead Created', 'Order Completed', 'Unsubscribed', 'Subscribed', 'Demo Booked', 'Page Viewed'),
    happened: fc.integer({ min: 0, max: 60 * 24 }).map((hours) => hours / 24),
    late: fc.oneof(
      { weight: 3, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 240 }).map((hours) => hours / 24) },
    ),
    twice: fc.boolean(),
  }),
  { maxLength: 12 },
);

const reentries = fc.constantFrom('never', 'after-completion', '{ after: 10 days }');

describe('whatever a customer does, and in whatever order it arrives', () => {
  it('the story keeps to the rules', async () => {
    await fc.assert(
      fc.asyncProperty(doings, reentries, async (list, reenter) => {
        const simulation = simulationOf({ 'lead-nurture': leadNurture.replace('after-completion', reenter) });
        for (const [index, { name, happened, late, twice }] of list.entries()) {
          const event = { timestamp: daysIn(happened).toISOString(), messageId: `event-${index}` };
          simulation.track(name, happened + late, event);
          if (twice) simulation.track(name, happened + late + 1, event);
        }
        await simulation.runToEnd();

        const runs = await simulation.runs();
        const moments = await simulation.timeline('user:mira');
        const events = moments.flatMap((moment) => (moment.kind === 'event' ? [{ ...moment.event, arrived: moment.at }] : []));
        expect(moments.filter(({ kind }) => kind === 'failed')).toEqual([]);

        // Every run has come to an end, has its own entry, and none begins before the one before it is over.
        expect(runs.every(isOver)).toBe(true);
        expect(new Set(runs.map(({ enteredBy }) => enteredBy)).size).toBe(runs.length);
        expect(runs.length).toBeLessThanOrEqual(reenter === 'never' ? 1 : list.length);
        expect(runs.length > 0).toBe(list.some(({ name }) => name === 'Lead Created'));

        // The log says what the runs say, each thing once.
        const told = events.filter((event) => isOurs(event) && event.name.startsWith('Journey '));
        const ids = (many: readonly { readonly messageId: string; readonly timestamp: string }[]) =>
          many.map(({ messageId, timestamp }) => `${messageId} ${timestamp}`).toSorted();
        expect(ids(told)).toEqual(ids(runs.flatMap(lifecycleEvents)));

        for (const run of runs) {
          const sends = (await simulation.sends()).filter(({ runId }) => runId === run.runId);
          expect(new Set(sends.map(({ step }) => step)).size).toBe(sends.length);
          const leaving = events.find(({ messageId }) => messageId === run.endedBy);
          for (const { sentAt, state } of sends) {
            expect(['sent', 'dropped']).toContain(state);
            // Nothing is sent once we know that the customer has left.
            if (sentAt !== undefined && leaving !== undefined) expect(sentAt <= leaving.arrived).toBe(true);
          }
          if (run.state === 'completed') {
            expect(sends).toHaveLength(2);
            expect((await simulation.tasks()).filter(({ runId }) => runId === run.runId)).toHaveLength(1);
          }
          if (run.convertedAt !== undefined) {
            expect(Date.parse(run.convertedAt) - Date.parse(run.enteredAt)).toBeLessThanOrEqual(30 * day);
          }
        }

        // Nobody is written to while they do not want it.
        const consent = events.filter(({ name }) => name === 'Unsubscribed' || name === 'Subscribed');
        for (const { at } of simulation.mails) {
          // At one and the same instant the mail may have gone before or after.
          if (consent.some(({ arrived }) => arrived === at)) continue;
          const heard = consent.filter(({ arrived }) => arrived < at).toSorted((a, b) => a.timestamp.localeCompare(b.timestamp));
          const last = heard.at(-1);
          if (heard.filter(({ timestamp }) => timestamp === last?.timestamp).length === 1)
            expect(last?.name).not.toBe('Unsubscribed');
        }
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});
