import type { Facts } from '#shared/domain/condition/conditions.ts';
import type { Decision, JourneyRun } from '#shared/domain/journey/run.ts';
import { noteKey } from '#shared/domain/journey/run-notes.ts';
import type { StageStepOf } from '#shared/domain/journey/stage-step.ts';
import { maySend } from '#shared/domain/sending/may-send.ts';
import type { Destination } from '#shared/domain/webhook/destination.ts';
import { WebhookNotNow } from '#shared/domain/webhook/errors.ts';
import { defaultPayload, expressionsIn, fill } from '#shared/domain/webhook/payload.ts';
import { retryAfter } from '#shared/domain/webhook/retry-after.ts';
import {
  judge,
  labelOf,
  type WebhookAnswer,
  type WebhookOutcome,
  type WhyNotDelivered,
  webhookPatienceMilliseconds,
} from '#shared/domain/webhook/webhook-answer.ts';
import { webhookEvent, webhookIdOf } from '#shared/domain/webhook/webhook-events.ts';
import type { WebhookDelivery } from '#shared/ports/webhooks.ts';
import { logger } from '#shared/runtime/logger.ts';
import { factsOfRun } from '../facts-of-run.ts';
import type { StepOutcome, StepPorts } from './step-context.ts';

type WebhookStepPorts = Pick<
  StepPorts,
  'webhooks' | 'destinations' | 'profiles' | 'runs' | 'events' | 'suppressions' | 'conditions' | 'channel' | 'clock'
>;

/**
 * Tells another system about the customer. How it ended is decided once, in the run, and told from there, so that a repeated stage neither
 * sends again nor says anything else. A crash between sending and deciding sends twice, with one id: receivers know the second by it.
 *
 * @throws WebhookNotNow while the receiver is away, or asks to be left alone, and has not for long; after that the journey goes on without it.
 */
export const runWebhook = async (
  step: StageStepOf<'webhook'>,
  run: JourneyRun,
  ports: WebhookStepPorts,
): Promise<StepOutcome> => {
  const decision = run.decisions?.[step.id] ?? (await settle(step, run, ports));
  await ports.events.put([webhookEvent(run, step.id, step.destination, decision)]);
  return 'done';
};

const settle = async (step: StageStepOf<'webhook'>, run: JourneyRun, ports: WebhookStepPorts): Promise<Decision> => {
  const outcome = await attempt(step, run, ports);
  if (outcome.kind === 'failed')
    logger.warn('a webhook was not delivered', {
      destination: step.destination,
      journey: run.journey,
      webhookId: webhookIdOf(run.runId, step.id),
      reason: outcome.reason,
      ...(outcome.status === undefined ? {} : { status: outcome.status }),
    });
  return ports.runs.decide(run, step.id, { label: labelOf(outcome), at: ports.clock().toISOString() });
};

const attempt = async (step: StageStepOf<'webhook'>, run: JourneyRun, ports: WebhookStepPorts): Promise<WebhookOutcome> => {
  const delivery = await deliveryOf(step, run, ports);
  if (typeof delivery === 'string') return { kind: 'failed', reason: delivery };
  const asked = run.decisions?.[noteKey(step.id, 'not before')]?.label;
  if (asked !== undefined && ports.clock().getTime() < Date.parse(asked))
    throw new WebhookNotNow(step.destination, delivery.webhookId, 'retry-after');
  const answer = await ports.webhooks.deliver(delivery);
  const verdict = judge(answer);
  if (verdict.kind !== 'not-now') return verdict;
  const { isOver } = await keepPatience(step, run, answer, ports);
  if (isOver) return { kind: 'failed', reason: 'gave-up', ...(verdict.status === undefined ? {} : { status: verdict.status }) };
  throw new WebhookNotNow(step.destination, delivery.webhookId, verdict.code);
};

/**
 * Whether a receiver has been away for too long. The first attempt that failed is written down, and what the receiver asks for: until then
 * the stage is tried again and nothing is sent. It cannot ask for more than our patience, at whose end there is one more attempt. On the way of
 * attempts that succeed nothing is written.
 */
const keepPatience = async (
  step: StageStepOf<'webhook'>,
  run: JourneyRun,
  answer: WebhookAnswer,
  { runs, clock }: WebhookStepPorts,
): Promise<{ readonly isOver: boolean }> => {
  const now = clock();
  const key = noteKey(step.id, 'first failed');
  const first = run.decisions?.[key] ?? (await runs.decide(run, key, { label: 'trying', at: now.toISOString() }));
  const end = Date.parse(first.at) + webhookPatienceMilliseconds;
  if (now.getTime() >= end) return { isOver: true };
  const asked = answer.kind === 'answered' && answer.retryAfter !== undefined ? retryAfter(answer.retryAfter, now) : undefined;
  if (asked !== undefined && asked > now) {
    const notBefore = noteKey(step.id, 'not before');
    const label = new Date(Math.min(asked.getTime(), end)).toISOString();
    await runs.amend(run, notBefore, { label, at: now.toISOString() }, run.decisions?.[notBefore]?.label ?? label);
  }
  return { isOver: false };
};

/** What is to be sent, or why nothing is. */
const deliveryOf = async (
  step: StageStepOf<'webhook'>,
  run: JourneyRun,
  ports: WebhookStepPorts,
): Promise<WebhookDelivery | WhyNotDelivered> => {
  const destination = ports.destinations.get(step.destination);
  if (destination === undefined) return 'unknown-destination';
  const facts = await factsOfRun(run, textsOf(destination), ports);
  const webhookId = webhookIdOf(run.runId, step.id);
  return destination.kind === 'webhook'
    ? webhookOf(destination, webhookId, step.id, run, facts, ports)
    : memberOf(destination, webhookId, facts, ports);
};

/** What is asked about; without a template, the event that brought the customer in. */
const textsOf = (destination: Destination): readonly string[] => {
  const template = destination.kind === 'webhook' ? destination.body : destination.fields;
  return template === undefined ? ['event'] : expressionsIn(template).map(({ expression }) => expression);
};

const webhookOf = (
  { url, secret, body }: Extract<Destination, { kind: 'webhook' }>,
  webhookId: string,
  step: string,
  run: JourneyRun,
  facts: Facts,
  { conditions }: WebhookStepPorts,
): WebhookDelivery => ({
  kind: 'webhook',
  webhookId,
  url,
  secret,
  body:
    body === undefined ? defaultPayload(run, step, facts.event) : fill(body, (expression) => conditions.value(expression, facts)),
});

/** Nobody is put on a mailing list elsewhere who may not be mailed from here. */
const memberOf = async (
  { audience, secret, statusIfNew, tags, fields }: Extract<Destination, { kind: 'mailchimp' }>,
  webhookId: string,
  facts: Facts,
  { channel, conditions, suppressions }: WebhookStepPorts,
): Promise<WebhookDelivery | WhyNotDelivered> => {
  const permission = maySend(facts.profile, channel);
  if (permission.kind === 'no') return permission.reason;
  if (await suppressions.has(permission.emailDigest)) return 'suppressed';
  return {
    kind: 'mailchimp',
    webhookId,
    audience,
    secret,
    email: permission.to,
    statusIfNew,
    tags,
    fields: fill(fields, (expression) => conditions.value(expression, facts)),
  };
};
