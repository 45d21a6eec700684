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
const part = (payload: Readonly<Record<string, unknown>>) => {
  const { definition, constants } = withoutConstantPayloads(machine(payload) as never);
  return { left: definition, constants: constants('stage') };
};

describe('the constant part of a payload', () => {
  test('is taken out, the very same objects, and the paths are left', () => {
    const { left, constants } = part({ 'journey.$': '$.journey', stage: 'one', steps });
    expect(left).toEqual(machine({ 'journey.$': '$.journey' }));
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
    expect(withoutConstantPayloads(machine({}) as never).constants('over')).toEqual({});
  });
});
