import { describe, expect, it } from 'vitest';
import { lifecycleEvents, taskCreated } from '#shared/domain/journey/journey-events.ts';
import type { JourneyRun } from '#shared/domain/journey/run.ts';
import { activate, complete, convert, exit } from '#shared/domain/journey/run-transitions.ts';
import { customerEvent } from '#shared/events/customer-event.ts';
import { mira, onDay } from './routing-world.ts';

const entering: JourneyRun = {
  journey: 'lead-nurture',
  profileId: mira,
  number: 2,
  runId: 'f00d',
  state: 'entering',
  enteredAt: onDay(1),
  enteredBy: 'lead-1',
};
const active = activate(entering);
const exited = exit(active, { at: onDay(2), by: 'order-1' }, 'Order Completed');
const completed = complete(active, onDay(7));
const goal = { at: onDay(3), by: 'demo-1' };

describe('what is told of a run', () => {
  it.each<[string, JourneyRun, readonly string[]]>([
    ['is under way', active, ['f00d:entered']],
    ['was exited', exited, ['f00d:entered', 'f00d:exited']],
    ['was completed', completed, ['f00d:entered', 'f00d:completed']],
    ['was converted', convert(active, goal), ['f00d:entered', 'f00d:converted']],
    ['was exited, and reached its goal later', convert(exited, goal), ['f00d:entered', 'f00d:exited', 'f00d:converted']],
    ['was completed, and reached its goal later', convert(completed, goal), ['f00d:entered', 'f00d:completed', 'f00d:converted']],
  ])('that %s', (_, run, expected) => {
    const events = lifecycleEvents(run);
    expect(events.map(({ messageId }) => messageId)).toEqual(expected);
    expect(events.map((event) => customerEvent.safeParse(event).success)).not.toContain(false);
  });

  it('has the times of the run, so that telling it again writes the same item', () => {
    expect(lifecycleEvents(convert(exited, goal)).map(({ originalTimestamp }) => originalTimestamp)).toEqual([
      onDay(1),
      onDay(2),
      onDay(3),
    ]);
  });

  it('says which run, and why it ended', () => {
    expect(lifecycleEvents(exited)[1]).toMatchObject({
      name: 'Journey Exited',
      profileId: mira,
      properties: { journey: 'lead-nurture', runId: 'f00d', run: 2, reason: 'Order Completed' },
      context: { channel: 'journey', source: 'tributary' },
    });
  });

  it('says of a task what is to be done by whom and when', () => {
    const event = taskCreated({
      taskId: 'cafe',
      profileId: mira,
      journey: 'lead-nurture',
      runId: 'f00d',
      title: 'Call',
      assignee: 'sales',
      createdAt: onDay(7),
      dueAt: onDay(8),
      state: 'open',
    });
    expect(customerEvent.parse(event)).toMatchObject({
      name: 'Task Created',
      messageId: 'cafe:created',
      timestamp: onDay(7),
      properties: { title: 'Call', assignee: 'sales', dueAt: onDay(8), runId: 'f00d' },
    });
  });
});
