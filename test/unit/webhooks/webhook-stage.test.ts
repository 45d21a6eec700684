import { describe, expect, it } from 'vitest';
import type { StageStep } from '#shared/domain/journey/stage-step.ts';
import type { Destination } from '#shared/domain/webhook/destination.ts';
import { WebhookNotNow } from '#shared/domain/webhook/errors.ts';
import { webhookPatienceMilliseconds } from '#shared/domain/webhook/webhook-answer.ts';
import { at } from '#test/support/a-customer-event.ts';
import { crashAt, pauseAt, pointsOf, sayPoint, untilItEnds } from '#test/support/disturbances.ts';
import { aStage, type StageWorld, sendManual, stageWorld, waitOneDay } from '#test/support/stage-world.ts';

const destination: Destination = { kind: 'webhook', destination: 'zapier', url: 'https://hooks.example/1', secret: 'zapier' };
const webhook: StageStep = { kind: 'webhook', id: 'tell', name: 'webhook zapier', destination: 'zapier' };
const stage = aStage({ steps: [webhook, sendManual, waitOneDay] });
const makeWorld = (webhookAnswers: NonNullable<Parameters<typeof stageWorld>[0]>['webhookAnswers'] = []) =>
  stageWorld({ destinations: [destination], webhookAnswers });
const told = (world: StageWorld) => world.log().filter((name) => name.startsWith('Webhook'));
const away = { kind: 'answered', status: 503 } as const;

describe('a stage with a webhook', () => {
  it('is tried again while the receiver is away, and sends nothing before', async () => {
    const world = await makeWorld([away, { kind: 'no-answer', why: 'timeout' }]);
    await expect(world.runStage(stage)).rejects.toThrow(WebhookNotNow);
    await expect(world.runStage(stage)).rejects.toThrow(WebhookNotNow);
    expect(world.mailer.accepted).toEqual([]);
    await world.runStage(stage);
    expect(told(world)).toEqual(['Webhook Delivered']);
    expect(world.mailer.accepted).toHaveLength(1);
    expect(new Set(world.webhooks.deliveries.map(({ webhookId }) => webhookId)).size).toBe(1);
  });

  it('goes on without it when the receiver has been away for too long', async () => {
    const world = await makeWorld(Array.from({ length: 9 }, () => away));
    await expect(world.runStage(stage)).rejects.toThrow(WebhookNotNow);
    world.itIs(new Date(Date.parse(at('09:00')) + webhookPatienceMilliseconds - 60_000).toISOString());
    await expect(world.runStage(stage)).rejects.toThrow(WebhookNotNow);
    world.itIs(new Date(Date.parse(at('09:01')) + webhookPatienceMilliseconds).toISOString());
    await world.runStage(stage);
    await world.runStage(stage);
    expect(told(world)).toEqual(['Webhook Failed']);
    expect(world.webhooks.deliveries).toHaveLength(3);
    expect(world.mailer.accepted).toHaveLength(1);
  });

  it.each([
    ['before anything was sent or after it was decided, delivers once', false],
    ['between sending and deciding, delivers the same twice', true],
  ])('crashing %s', async (_, ambiguous) => {
    const points = await pointsOf(async (interruption) => (await makeWorld()).runStage(stage, interruption));
    const delivery = points.findIndex(({ name, when }) => name === 'webhooks.deliver' && when === 'after');
    const isAmbiguous = (point: (typeof points)[number]) => {
      const index = points.indexOf(point);
      return index === delivery || index === delivery + 1;
    };
    expect(points[delivery + 1]).toMatchObject({ name: 'runs.decide', when: 'before' });
    const chosen = points.filter((point) => isAmbiguous(point) === ambiguous);
    expect(chosen.length).toBeGreaterThanOrEqual(ambiguous ? 2 : 10);
    for (const point of chosen) {
      const world = await makeWorld();
      await untilItEnds(world, stage, crashAt(point));
      expect(world.webhooks.deliveries.length, sayPoint(point)).toBe(ambiguous ? 2 : 1);
      expect(new Set(world.webhooks.deliveries.map((delivery) => JSON.stringify(delivery))).size).toBe(1);
      expect(told(world), sayPoint(point)).toEqual(['Webhook Delivered']);
    }
  });

  it('run by two invocations at once says one thing of it', async () => {
    const points = await pointsOf(async (interruption) => (await makeWorld()).runStage(stage, interruption));
    for (const point of points) {
      // The second one to ask is refused.
      const world = await makeWorld([
        { kind: 'answered', status: 200 },
        { kind: 'answered', status: 410 },
      ]);
      await untilItEnds(
        world,
        stage,
        pauseAt(point, () => untilItEnds(world, stage)),
      );
      expect(told(world), sayPoint(point)).toHaveLength(1);
      expect(world.mailer.accepted.length, sayPoint(point)).toBeLessThanOrEqual(1);
    }
  });
});
