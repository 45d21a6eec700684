import { StateMachine } from 'aws-local-stepfunctions';
import { describe, expect, it } from 'vitest';
import { cutAtWaits } from '#statemachines/simulator/cut-at-waits.ts';
import { leadNurture, marketingWith } from './simulated-marketing.ts';

const machine = (wait: Readonly<Record<string, unknown>>) => ({
  StartAt: 'Pause',
  TimeoutSeconds: 99_999_999,
  States: { Pause: { Type: 'Wait', Next: 'End', ...wait }, End: { Type: 'Succeed' } },
});

const waitOf = async (wait: Readonly<Record<string, unknown>>, data: unknown = { id: 7 }) => {
  const cut = cutAtWaits(machine(wait));
  const piece = new StateMachine(cut.from('Pause'), { validationOptions: { noValidate: true } });
  return cut.readWait(await piece.run(data as never).result);
};

describe('a machine cut at its waits', () => {
  it.each([
    ['for seconds', { Seconds: 5 }, { id: 7 }, { seconds: 5 }],
    ['for no seconds', { Seconds: 0 }, { id: 7 }, { seconds: 0 }],
    ['for the seconds in its data', { SecondsPath: '$.pause' }, { pause: 60 }, { seconds: 60 }],
    ['until a time', { Timestamp: '2027-01-01T00:00:00Z' }, { id: 7 }, { until: '2027-01-01T00:00:00Z' }],
    [
      'until the time in its data',
      { TimestampPath: '$.stage.until' },
      { stage: { until: '2027-01-01T01:00:00+01:00' } },
      { until: '2027-01-01T01:00:00+01:00' },
    ],
  ])('answers with what it would have waited %s, with its data and what comes next', async (_, wait, data, expected) => {
    expect(await waitOf(wait, data)).toEqual({ state: 'Pause', next: 'End', data, wait: expected });
  });

  it('is at its end where there is no wait', async () => {
    const cut = cutAtWaits(machine({ Seconds: 1 }));
    const end = new StateMachine(cut.from('End'), { validationOptions: { noValidate: true } });
    expect(cut.readWait(await end.run({ id: 7 }).result)).toBeUndefined();
  });

  it.each([
    ['that is no length of time', { TimestampPath: '$.id' }],
    ['that is not there', { SecondsPath: '$.nothing' }],
  ])('fails, and does not go on, with a time %s', async (_, wait) => {
    await expect(waitOf(wait)).rejects.toThrow();
  });

  it('leaves every other state as it was compiled', () => {
    const compiled = marketingWith({ 'lead-nurture': leadNurture }).journeys[0]?.definition('arn:aws:lambda:x:1:function:f');
    const { States } = compiled as { States: Record<string, { Type: string }> };
    const cut = cutAtWaits(compiled ?? {}).from('anywhere') as unknown as {
      StartAt: string;
      TimeoutSeconds?: number;
      States: Record<string, { Type: string }>;
    };
    expect(cut.StartAt).toBe('anywhere');
    expect(cut.TimeoutSeconds).toBeUndefined();
    expect(Object.keys(cut.States)).toEqual(Object.keys(States));
    for (const [name, state] of Object.entries(States)) {
      if (state.Type === 'Wait') expect(cut.States[name]?.Type).toBe('Pass');
      else expect(cut.States[name]).toEqual(state);
    }
  });

  it.each([
    ['a wait with fields that it does not know', machine({ Seconds: 1, OutputPath: '$.id' })],
    [
      'a wait inside of another state',
      { StartAt: 'Both', States: { Both: { Type: 'Parallel', Branches: [machine({ Seconds: 1 })], End: true } } },
    ],
  ])('refuses %s', (_, definition) => {
    expect(() => cutAtWaits(definition)).toThrow();
  });
});
