import { expect, test } from 'vitest';
import { stageInput, waitInput } from '#shared/domain/journey/journey.ts';
import { rememberingReader } from '#statemachines/simulator/read-stage.ts';

const run = { journey: 'welcome', profileId: 'user:1', runId: 'r1', runNumber: 1, stage: 'Day 1' };
const leave = { exits: [{ on: 'Order Completed', reason: 'Order Completed' }] };
const steps = [{ kind: 'send', id: 'hello', name: 'send hello', message: 'hello' }];
const waits = {
  ...{ ...run, leave, since: '2026-11-22T08:00:00.000Z', token: 't' },
  waitFor: { step: 'answer', on: 'Answered' },
};

test.for([
  ['a stage', { ...run, leave, steps }, stageInput],
  ['a stage after an event', { ...run, leave, steps, after: { step: 'answer', way: 'came' } }, stageInput],
  ['a wait for an event', waits, waitInput],
] as const)('%s is read as run-stage reads it, every time', ([, payload, schema]) => {
  const read = rememberingReader();
  expect(read(payload)).toEqual(schema.parse(payload));
  expect(read({ ...payload, runId: 'r2' })).toEqual({ ...schema.parse(payload), runId: 'r2' });
});

test.for([
  ['without steps', { ...run, leave }],
  ['without rules', { ...run, steps }],
  ['with a step of no known kind', { ...run, leave, steps: [{ kind: 'sing' }] }],
  ['without a run', { leave, steps }],
  ['that is none', 'stage'],
] as const)('a payload %s is refused', ([, payload]) => {
  const read = rememberingReader();
  expect(() => read(payload)).toThrow();
  expect(() => read(payload)).toThrow();
});
