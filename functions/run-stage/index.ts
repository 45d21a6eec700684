import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { createCouponStore } from '#shared/adapters/dynamodb/coupon-store.ts';
import { createEventStore } from '#shared/adapters/dynamodb/event-store.ts';
import { createProfileStore } from '#shared/adapters/dynamodb/profile-store.ts';
import { createRunStore } from '#shared/adapters/dynamodb/run-store.ts';
import { createSendLedger } from '#shared/adapters/dynamodb/send-ledger.ts';
import { createSuppressions } from '#shared/adapters/dynamodb/suppressions.ts';
import { openTable } from '#shared/adapters/dynamodb/table.ts';
import { createTaskStore } from '#shared/adapters/dynamodb/task-store.ts';
import { createWaitStore } from '#shared/adapters/dynamodb/wait-store.ts';
import { createUnsubscribeTokens } from '#shared/adapters/jose/unsubscribe-tokens.ts';
import { createSecret } from '#shared/adapters/secrets-manager/secret.ts';
import { createSesMailer } from '#shared/adapters/ses/mailer.ts';
import { createDestinationSecrets } from '#shared/adapters/webhook/destination-secrets.ts';
import { createWebhooks } from '#shared/adapters/webhook/webhooks.ts';
import { couponDefinition } from '#shared/domain/coupon/coupon.ts';
import { hashChance } from '#shared/domain/journey/chance.ts';
import { compiledMessage, emailChannel } from '#shared/domain/message/message.ts';
import { placeList } from '#shared/domain/place/place.ts';
import { conditionsOf } from '#shared/domain/segment/conditions-of.ts';
import { compiledSegments } from '#shared/domain/segment/segment.ts';
import { compiledSending, policiesOf } from '#shared/domain/sending/policies.ts';
import { unsubscribeLink } from '#shared/domain/unsubscribe/unsubscribe-link.ts';
import { destination } from '#shared/domain/webhook/destination.ts';
import { countOne } from '#shared/runtime/count.ts';
import { parseEnv } from '#shared/runtime/env.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const env = parseEnv(envSchema);
const table = openTable(env.TABLE_NAME);

// Written beside the bundle at synth, from the files under marketing/.
const compiled = (file: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8'));
const messages = z.array(compiledMessage).parse(compiled('messages.json'));
const { email: channel } = z.object({ email: emailChannel }).parse(compiled('channels.json'));

const coupons = z.array(couponDefinition).parse(compiled('coupons.json'));
const destinations = z.array(destination).parse(compiled('destinations.json'));
const places = z.array(placeList).parse(compiled('places.json'));

const tokens = createUnsubscribeTokens(createSecret(env.UNSUBSCRIBE_SECRET_ARN));

export const handler = createHandler({
  runs: createRunStore(table),
  waits: createWaitStore(table),
  profiles: createProfileStore(table),
  ledger: createSendLedger(table),
  suppressions: createSuppressions(table),
  mailer: createSesMailer({ from: channel.from, replyTo: channel.replyTo, configurationSet: env.CONFIGURATION_SET }),
  tasks: createTaskStore(table),
  events: createEventStore(table, { retentionDays: env.EVENT_RETENTION_DAYS }),
  messages: new Map(messages.map((message) => [message.message, message])),
  channel,
  unsubscribeLink: async ({ profileId, sendId }) =>
    unsubscribeLink(env.PUBLIC_API_URL, await tokens.sign({ profileId, channel: 'email', sendId })),
  ...policiesOf(compiledSending.parse(compiled('sending.json'))),
  coupons: createCouponStore(table, undefined, (coupon, left) => countOne('poolsRunLow', { coupon, left }, new Date())),
  couponDefinitions: new Map(coupons.map((definition) => [definition.coupon, definition])),
  webhooks: createWebhooks({
    secrets: createDestinationSecrets(env.DESTINATION_SECRETS),
    allowLoopback: env.LOOPBACK_WEBHOOKS === 'yes',
  }),
  destinations: new Map(destinations.map((each) => [each.destination, each])),
  places: new Map(places.map((each) => [each.list, each])),
  conditions: conditionsOf(compiledSegments.parse(compiled('segments.json'))),
  chance: hashChance,
  clock: () => new Date(),
});
