import { describe, expect, it } from 'vitest';
import { isOver } from '#shared/domain/journey/run.ts';
import { type Feature, features, fileOf } from '../statemachines/features.ts';
import { daysIn, simulationOf } from './simulated-marketing.ts';

/** Somebody who has become a lead on day 1: what is known of her, and what she does then, by the day. */
interface Story {
  readonly traits?: object;
  readonly does?: readonly (readonly [day: number, event: string, properties?: object])[];
  readonly says?: readonly [day: number, traits: object];
  /** The day on which her first task is done. */
  readonly called?: number;
}

const stories: Readonly<Record<string, Story>> = {
  'does nothing': {},
  'is a VIP whose contract ends': { traits: { vip: true, renewalDate: '2027-01-15' } },
  'orders much': { does: [[2, 'Order Completed', { revenue: 200 }]] },
  'orders little, three times': { does: [1.5, 2, 2.5].map((day) => [day, 'Order Completed', { revenue: 20 }]) },
  'answers and books': {
    does: [
      [4, 'Survey Answered', { rating: 5 }],
      [5, 'Demo Booked', { shop: 'berlin' }],
    ],
  },
  'wants the newsletter': { says: [2, { newsletter: true }] },
  'is called': { called: 3 },
  unsubscribes: { does: [[2, 'Unsubscribed', { channel: 'email' }]] },
};

/** Played by the state machine that stands in the snapshots: what came of it, by the day. */
const play = async (feature: Feature, { traits, does = [], says, called }: Story): Promise<readonly string[]> => {
  const simulation = simulationOf({ tried: fileOf(feature) });
  const identify = (messageId: string, day: number, said: object) =>
    simulation.send({ type: 'identify', userId: 'mira', messageId, traits: said }, daysIn(day));
  identify('traits', 0, { vip: false, country: 'DE', ...traits });
  simulation.track('Lead Created', 0.1, { messageId: 'lead' });
  if (says !== undefined) identify('says', ...says);
  for (const [index, [day, event, properties]] of does.entries())
    simulation.track(event, day, { messageId: `${event} ${index}`, properties });
  if (called !== undefined) {
    simulation.send(async () => {
      const [task] = await simulation.tasks();
      const properties = { taskId: task?.taskId ?? 'no task' };
      return { type: 'track', userId: 'mira', event: 'Task Completed', messageId: 'called', properties };
    }, daysIn(called));
  }
  await simulation.runToEnd();

  const moments = await simulation.timeline('user:mira');
  expect(moments.filter(({ kind }) => kind === 'failed')).toEqual([]);
  const [run, ...others] = await simulation.runs();
  if (run === undefined || others.length > 0 || !isOver(run)) throw new Error('one run, and it is over');
  const dayOf = (time = ''): string => `day ${Math.floor((Date.parse(time) - daysIn(0).getTime()) / 86_400_000) + 1}`;
  return [
    ...(await simulation.sends()).map(({ step, state, sentAt }) =>
      state === 'sent' ? `${dayOf(sentAt)}: ${step}` : `${state}: ${step}`,
    ),
    ...(await simulation.tasks()).map(({ title, createdAt }) => `${dayOf(createdAt)}: task ${title}`),
    `${dayOf(run.endedAt)}: ${run.state}, ${run.endReason ?? ''}`,
    ...(run.convertedAt === undefined ? [] : [`${dayOf(run.convertedAt)}: goal`]),
  ];
};

describe('the state machine of a journey, executed', () => {
  it.each(Object.entries<Feature>(features))('%s', async (_name, feature) => {
    const outcomes = await Promise.all(
      Object.entries(stories).map(async ([story, told]) => [`if somebody ${story}`, await play(feature, told)] as const),
    );
    expect(Object.fromEntries(outcomes)).toMatchSnapshot();
  });
});
