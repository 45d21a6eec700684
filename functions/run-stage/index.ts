import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { createEventStore } from '#shared/adapters/dynamodb/event-store.ts';
import { createProfileStore } from '#shared/adapters/dynamodb/profile-store.ts';
import { createRunStore } from '#shared/adapters/dynamodb/run-store.ts';
import { createSendLedger } from '#shared/adapters/dynamodb/send-ledger.ts';
import { openTable } from '#shared/adapters/dynamodb/table.ts';
import { createTaskStore } from '#shared/adapters/dynamodb/task-store.ts';
import { createUnsubscribeTokens } from '#shared/adapters/jose/unsubscribe-tokens.ts';
import { createSecret } from '#shared/adapters/secrets-manager/secret.ts';
import { createSesMailer } from '#shared/adapters/ses/mailer.ts';
import { compiledMessage, emailChannel } from '#shared/domain/message/message.ts';
import { unsubscribeLink } from '#shared/domain/unsubscribe/unsubscribe-link.ts';
import { parseEnv } from '#shared/runtime/env.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const env = parseEnv(envSchema);
const table = openTable(env.TABLE_NAME);

// Written beside the bundle at synth, from the files under marketing/.
const compiled = (file: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8'));
const messages = z.array(compiledMessage).parse(compiled('messages.json'));
const { email: channel } = z.object({ email: emailChannel }).parse(compiled('channels.json'));

const tokens = createUnsubscribeTokens(createSecret(env.UNSUBSCRIBE_SECRET_ARN));

export const handler = createHandler({
  runs: createRunStore(table),
  profiles: createProfileStore(table),
  ledger: createSendLedger(table),
  mailer: createSesMailer({ from: channel.from, replyTo: channel.replyTo, configurationSet: env.CONFIGURATION_SET }),
  tasks: createTaskStore(table),
  events: createEventStore(table, { retentionDays: env.EVENT_RETENTION_DAYS }),
  messages: new Map(messages.map((message) => [message.message, message])),
  channel,
  unsubscribeLink: async ({ profileId, sendId }) =>
    unsubscribeLink(env.PUBLIC_API_URL, await tokens.sign({ profileId, channel: 'email', sendId })),
  clock: () => new Date(),
});
