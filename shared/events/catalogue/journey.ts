import { amount, defineEvent, instant, text } from '../event-contract.ts';

const run = {
  journey: text('The journey, as its file is named.'),
  runId: text('The run: one way of one customer through the journey.'),
  run: amount('1 for the first run of this customer.'),
};

const example = { journey: 'lead-nurture', runId: 'a3b1f2c4d5e60718293a4b5c6d7e8f90', run: 1 };

const journeyEntered = defineEvent({
  name: 'Journey Entered',
  description: 'A customer started a journey.',
  from: 'tributary',
  properties: { ...run, enteredBy: text('messageId of the event that started it.') },
  examples: [{ ...example, enteredBy: 'node-next-1795362864644-8b946894' }],
});

const journeyExited = defineEvent({
  name: 'Journey Exited',
  description: 'An exit rule ended the run.',
  from: 'tributary',
  properties: { ...run, reason: text('Which rule.') },
  examples: [{ ...example, reason: 'unsubscribed' }],
});

const journeyConverted = defineEvent({
  name: 'Journey Converted',
  description: "The customer reached the journey's goal, during the run or within its window afterwards.",
  from: 'tributary',
  properties: { ...run, convertedBy: text('messageId of the event that was the goal.') },
  examples: [{ ...example, convertedBy: 'node-next-1795362999000-11aa22bb' }],
});

const journeyCompleted = defineEvent({
  name: 'Journey Completed',
  description: 'The customer went through the journey to its end.',
  from: 'tributary',
  properties: run,
  examples: [example],
});

const taskCreated = defineEvent({
  name: 'Task Created',
  description: 'A person was asked to do something for this customer.',
  from: 'tributary',
  properties: {
    journey: run.journey,
    runId: run.runId,
    taskId: text('The task.'),
    title: text('What to do.'),
    assignee: text('Who: a team, as the journey names it.'),
    dueAt: instant('Until when.'),
  },
  examples: [
    {
      journey: 'lead-nurture',
      runId: example.runId,
      taskId: '77aa0c5c1a0b4a6f9c0d3b8f6a1e2d47',
      title: 'Call the lead',
      assignee: 'sales',
      dueAt: '2026-11-30T09:00:00.000Z',
    },
  ],
});

export const journeyEvents = [journeyEntered, journeyExited, journeyConverted, journeyCompleted, taskCreated];
