import { amount, defineEvent, flag, instant, object, required, text } from '../event-contract.ts';

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
  properties: {
    ...run,
    convertedBy: text('messageId of the event that was the goal.'),
    heldOut: flag('They were held out of the journey, and reached its goal all the same.'),
  },
  examples: [{ ...example, convertedBy: 'node-next-1795362999000-11aa22bb' }],
});

const journeyCompleted = defineEvent({
  name: 'Journey Completed',
  description: 'The customer went through the journey to its end.',
  from: 'tributary',
  properties: { ...run, reason: text('`completed`, or why an `end` step ended it.') },
  examples: [{ ...example, reason: 'completed' }],
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
    assignee: text('Who: a team, as the journey names it, or the person who looks after the customer.'),
    region: text("The customer's region, where the journey says it."),
    step: text('The step that asked for it.'),
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

const taskCompleted = defineEvent({
  name: 'Task Completed',
  description: 'A person has done what a journey asked for. A journey that waits for it goes on.',
  from: 'senders',
  properties: {
    taskId: required('The task, as `Task Created` names it.'),
    outcome: text('What came of it, in words of your own.'),
    by: text('Who did it.'),
  },
  examples: [{ taskId: '77aa0c5c1a0b4a6f9c0d3b8f6a1e2d47', outcome: 'wants an offer', by: 'sales-north' }],
});

const journeyHeldOut = defineEvent({
  name: 'Journey Held Out',
  description: 'A customer would have started a journey and is left alone, so that the others can be compared with them.',
  from: 'tributary',
  properties: { ...run, enteredBy: text('messageId of the event that would have started it.') },
  examples: [{ ...example, enteredBy: 'node-next-1795362864644-8b946894' }],
});

const branchTaken = defineEvent({
  name: 'Branch Taken',
  description: 'A journey went one of several ways with a customer.',
  from: 'tributary',
  properties: {
    ...run,
    step: text('The branch.'),
    arm: text('The way; `else` where no condition held.'),
    because: text('The condition that held.'),
    values: object('What the conditions asked about, as it was.'),
  },
  examples: [
    { ...example, step: 'branch-on-plan', arm: 'pro', because: "traits.plan == 'pro'", values: { 'traits.plan': 'pro' } },
  ],
});

const variantAssigned = defineEvent({
  name: 'Variant Assigned',
  description: 'A customer got one of the variants that a journey tries out.',
  from: 'tributary',
  properties: { ...run, step: text('The split.'), variant: text('The variant.') },
  examples: [{ ...example, step: 'split-subject-line', variant: 'question' }],
});

const waitEnded = defineEvent({
  name: 'Wait Ended',
  description: 'What a journey waited for has come, or has not come in time.',
  from: 'tributary',
  properties: {
    ...run,
    step: text('The step that waited.'),
    way: text('`came` or `timed-out`.'),
    by: text('messageId of the event that came.'),
  },
  examples: [{ ...example, step: 'wait-for-order-completed', way: 'came', by: 'node-next-1795362999000-11aa22bb' }],
});

export const journeyEvents = [
  journeyEntered,
  journeyHeldOut,
  branchTaken,
  variantAssigned,
  waitEnded,
  journeyExited,
  journeyConverted,
  journeyCompleted,
  taskCreated,
  taskCompleted,
];
