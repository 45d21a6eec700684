import { describe, expect, test } from 'vitest';
import { withoutConstantPayloads } from '#statemachines/simulator/constant-payloads.ts';

const steps = [{ kind: 'send', id: 'hello', message: 'hello' }];
const machine = (Payload: Readonly<Record<string, unknown>>) => ({
  StartAt: 'stage',
  States: {
    stage: { Type: 'Task' as const, Resource: 'lambda', Parameters: { FunctionName: 'run', Payload }, Next: 'over' },
    over: { Type: 'Succeed' as const },
  },
});
const input = { journey: 'welcome', runId: 'run-1' };
const partOf = (whole: object) => {
  const { definition, constants } = withoutConstantPayloads(whole as never);
  return { left: definition, constants: constants('stage', input) };
};
const part = (payload: Readonly<Record<string, unknown>>) => partOf(machine(payload));

describe('the constant part of a payload', () => {
  test('is taken out, the very same objects, and the paths are left', () => {
    const { left, constants } = part({ 'until.$': '$.stage.until', stage: 'one', steps });
    expect(left).toEqual(machine({ 'until.$': '$.stage.until' }));
    expect(constants).toEqual({ stage: 'one', steps });
    expect(constants.steps).toBe(steps);
  });

  test.for([
    ['in an object', { deep: { 'path.$': '$.a' } }],
    ['in a list', { deep: [1, { deeper: { 'path.$': '$.a' } }] }],
  ] as const)('is left to the engine where a path is %s of it', ([, payload]) => {
    const { left, constants } = part(payload);
    expect(left).toEqual(machine(payload));
    expect(constants).toEqual({});
  });

  test('is nothing for states that invoke nothing', () => {
    expect(withoutConstantPayloads(machine({}) as never).constants('over', input)).toEqual({});
  });

  const withResultAt = (ResultPath: string | null, Catch: readonly object[] = []) => {
    const { States, ...rest } = machine({ 'journey.$': '$.journey' });
    return { ...rest, States: { ...States, stage: { ...States.stage, ResultPath, Catch } } };
  };

  test.for([
    ['puts its result beside it', withResultAt('$.stage')],
    ['has no result', withResultAt(null)],
    ['puts an error beside it', withResultAt('$.stage', [{ ErrorEquals: ['Held'], ResultPath: '$.held', Next: 'over' }])],
  ] as const)('is a field of the input as well, where every state %s', ([, whole]) => {
    const { left, constants } = partOf(whole);
    expect(left.States.stage).toMatchObject({ Parameters: { Payload: {} } });
    expect(constants).toEqual({ journey: 'welcome' });
  });

  test.for([
    ['over the field', withResultAt('$.journey')],
    ['over everything', withResultAt('$')],
    ['deep into it', withResultAt('$.journey.name')],
    ['an error over it', withResultAt('$.stage', [{ ErrorEquals: ['Held'], ResultPath: '$.journey', Next: 'over' }])],
    ['an error over everything', withResultAt('$.stage', [{ ErrorEquals: ['Held'], Next: 'over' }])],
  ] as const)('is left to the engine where a state writes %s', ([, whole]) => {
    const { left, constants } = partOf(whole);
    expect(left.States.stage).toMatchObject({ Parameters: { Payload: { 'journey.$': '$.journey' } } });
    expect(constants).toEqual({});
  });
});
