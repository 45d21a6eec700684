import { beforeEach, describe, expect, it } from 'vitest';
import type { ExecutionInput } from '#shared/domain/journey/journey.ts';
import { createSimulatedExecutions, type ExecutionNews } from '#statemachines/simulator/simulated-executions.ts';
import { createVirtualClock } from '#statemachines/simulator/virtual-clock.ts';
import { daysIn, marketingWith, startsAt } from './simulated-marketing.ts';

const input: ExecutionInput = { journey: 'any', profileId: 'user:mira', runId: 'run-1', runNumber: 1 };

const patient = `
description: Waits for long.
enter: { on: Lead Created }
steps:
  - wait for: Survey Answered
    at most: 100 days
    then: [{ send: case-study }]
    otherwise: [{ send: product-manual }]
`;

interface Call {
  readonly day: number;
  readonly stage: string;
  readonly token?: string;
}

/** An error of a name, as a function throws it. */
const failure = (name: string, message = ''): Error => Object.assign(new Error(message), { name });

const world = (text: string) => {
  const clock = createVirtualClock(startsAt.getTime());
  const calls: Call[] = [];
  const news: ExecutionNews[] = [];
  const [compiled] = marketingWith({ any: text }).journeys;
  const day = () => (clock.now().getTime() - startsAt.getTime()) / 86_400_000;
  const answers = new Map<number, (call: Call) => unknown>();
  return {
    clock,
    calls,
    news,
    /** What the function does in its nth call; without it, it goes to its only exit at once. */
    answers,
    executions: createSimulatedExecutions({
      clock,
      machines: new Map([['any', compiled?.definition('arn:f') ?? {}]]),
      invoke: async (_, payload) => {
        const { stage, token, steps } = Object(payload);
        const call: Call = { day: day(), stage, ...(token === undefined ? {} : { token }) };
        calls.push(call);
        const answer = answers.get(calls.length);
        if (answer !== undefined) return answer(call);
        const exit = steps?.find((step: { exit?: string }) => step.exit !== undefined)?.exit ?? 'end';
        return { exit, until: clock.now().toISOString() };
      },
      onNews: (each) => news.push(each),
    }),
    stages: () => calls.map((call) => `${call.day} ${call.stage.replace(/^.* · /, '')}`),
    ends: () => news.filter(({ kind }) => kind !== 'waits'),
  };
};

describe('an execution that waits for an event', () => {
  let run: ReturnType<typeof world>;
  beforeEach(async () => {
    run = world(patient);
    await run.executions.start(input);
  });
  const token = (call = 1): string => run.calls[call]?.token ?? '';

  it('goes on when its token comes back, at that time and not before', async () => {
    await run.clock.advanceTo(daysIn(40).getTime());
    expect(run.stages()).toEqual(['0 start', '0 wait for Survey Answered']);
    await run.executions.resume(token());
    await run.clock.runToEnd(Number.POSITIVE_INFINITY);
    expect(run.stages().slice(2)).toEqual(['40 send case-study']);
    expect(run.ends()).toMatchObject([{ kind: 'ended', how: 'succeeded' }]);
  });

  it('goes on when its token comes back before the function has returned', async () => {
    run.answers.set(2, async (call) => {
      await run.executions.resume(call.token ?? '');
      return {};
    });
    await run.clock.runToEnd(Number.POSITIVE_INFINITY);
    expect(run.stages()).toEqual(['0 start', '0 wait for Survey Answered', '0 send case-study']);
    expect(run.news.filter(({ kind }) => kind === 'waits')).toEqual([]);
  });

  it('goes on when its token comes back though the function fails after that', async () => {
    run.answers.set(2, async (call) => {
      await run.executions.resume(call.token ?? '');
      throw failure('StoreUnavailable');
    });
    await run.clock.runToEnd(Number.POSITIVE_INFINITY);
    expect(run.stages()).toEqual(['0 start', '0 wait for Survey Answered', '0 send case-study']);
  });

  it('goes the other way when its time is up, also after more days than a timer can count', async () => {
    await run.clock.runToEnd(Number.POSITIVE_INFINITY);
    expect(run.stages().slice(2)).toEqual(['100 send product-manual']);
    expect(run.news[0]).toMatchObject({
      kind: 'waits',
      until: daysIn(100).toISOString(),
      waitsFor: { kind: 'event', on: 'Survey Answered' },
    });
  });

  it('goes one way only: a token that comes back late, or twice, does nothing', async () => {
    await run.clock.runToEnd(Number.POSITIVE_INFINITY);
    await run.executions.resume(token());
    await run.executions.resume('never-given');
    await run.clock.runToEnd(Number.POSITIVE_INFINITY);
    expect(run.stages()).toHaveLength(3);
    expect(run.ends()).toHaveLength(1);
  });

  it('gets another token where beginning to wait has failed, and the first is worth nothing', async () => {
    run.answers.set(2, () => {
      throw failure('StoreUnavailable');
    });
    await run.clock.advanceTo(daysIn(1).getTime());
    expect(token(2)).not.toBe(token(1));
    await run.executions.resume(token(1));
    await run.clock.advanceTo(daysIn(2).getTime());
    expect(run.stages()).toHaveLength(3);
    await run.executions.resume(token(2));
    await run.clock.advanceTo(daysIn(3).getTime());
    expect(run.stages()[3]).toBe('2 send case-study');
  });

  it('goes the way of the event where the function finds that it has come', async () => {
    run.answers.set(2, () => {
      throw failure('Resumed');
    });
    await run.clock.runToEnd(Number.POSITIVE_INFINITY);
    expect(run.stages()[2]).toBe('0 send case-study');
  });

  it('goes the way of the event too where the stage after its time finds that', async () => {
    run.answers.set(3, () => {
      throw failure('Resumed');
    });
    await run.clock.runToEnd(Number.POSITIVE_INFINITY);
    expect(run.stages().slice(2)).toEqual(['100 send product-manual', '100 send case-study']);
  });

  it('is over when it is stopped, whatever comes back after that', async () => {
    await run.clock.advanceTo(daysIn(5).getTime());
    await run.executions.stop('any', 'run-1', 'left');
    await run.executions.resume(token());
    await run.clock.runToEnd(Number.POSITIVE_INFINITY);
    expect(run.stages()).toHaveLength(2);
    expect(run.ends()).toMatchObject([{ kind: 'ended', how: 'stopped' }]);
    expect(run.clock.planned).toBe(0);
  });

  it('is not begun a second time under its name', async () => {
    await run.executions.start(input);
    await run.clock.runToEnd(Number.POSITIVE_INFINITY);
    expect(run.stages().filter((stage) => stage.endsWith('start'))).toHaveLength(1);
  });
});

describe('a message that is held', () => {
  it('is tried again at the time that the error says, as often as it is held, and keeps the rest of the journey where it is', async () => {
    const run = world(
      'description: Two.\nenter: { on: Lead Created }\nsteps: [{ send: case-study }, { wait: 1 day }, { task: Call, for: sales, due: 1 day }]',
    );
    for (const [call, days] of [
      [1, 0.5],
      [2, 30],
    ] as const) {
      run.answers.set(call, () => {
        throw failure('Held', daysIn(days).toISOString());
      });
    }
    run.answers.set(3, () => ({ exit: '', until: daysIn(31).toISOString() }));
    await run.executions.start(input);
    await run.clock.runToEnd(Number.POSITIVE_INFINITY);
    expect(run.stages()).toEqual(['0 send case-study', '0.5 send case-study', '30 send case-study', '31 task Call']);
    expect(run.news.flatMap((each) => (each.kind === 'waits' ? [each.waitsFor.kind] : []))).toEqual(['hold', 'hold', 'time']);
  });
});
