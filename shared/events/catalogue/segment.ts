import { defineEvent, required, text } from '../event-contract.ts';

const properties = { segment: required('The segment, as its file is named.') };

const segmentEntered = defineEvent({
  name: 'Segment Entered',
  description: 'A customer came into a segment: what its file says of its customers holds for this one now.',
  from: 'tributary',
  properties,
  examples: [{ segment: 'at-risk' }],
});

const segmentExited = defineEvent({
  name: 'Segment Exited',
  description: 'A customer went out of a segment.',
  from: 'tributary',
  properties,
  examples: [{ segment: 'active' }],
});

const journeyDue = defineEvent({
  name: 'Journey Due',
  description: 'The time has come at which a journey with a schedule looks at its segment, and the customer is in it.',
  from: 'tributary',
  properties: {
    journey: text('The journey, as its file is named.'),
    dueAt: text('The time that the schedule said.'),
  },
  examples: [{ journey: 'monday-offers', dueAt: '2026-11-23T09:00:00.000Z' }],
});

export const segmentEvents = [segmentEntered, segmentExited, journeyDue];
