import { randomUUID } from 'node:crypto';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { beforeEach, expect, it } from 'vitest';
import { runIdOf } from '#shared/domain/journey/run.ts';
import { userProfileId } from '#shared/domain/profile/profile-id.ts';
import { eventually } from '#test/support/eventually.ts';
import { aLead } from '#test/support/ids-by-chance.ts';
import { customerWhen, postBatch } from '#test/support/local-api.ts';
import { localStack } from '#test/support/local-stack.ts';
import { headerOf, mailTo } from '#test/support/sent-mail.ts';
import { scaleWaits } from '#tools/local/wait-scale.ts';

const journey = 'lead-nurture';

/** Lets a new lead enter, and answers when the first mail is there. */
const enter = async (name: string) => {
  const userId = aLead(name);
  const email = `${userId}@leads.example.com`;
  const common = { userId, timestamp: new Date(Date.now() - 60_000).toISOString() };
  const answer = await postBatch([
    { type: 'identify', ...common, messageId: randomUUID(), traits: { email, firstName: 'Ada' } },
    { type: 'track', ...common, messageId: randomUUID(), event: 'Lead Created' },
  ]);
  expect(answer.status).toBe(200);
  const mail = await eventually(`the first mail to ${name}`, async () => (await mailTo(email))[0]);
  return { userId, email, mail };
};

const executionOf = async (userId: string) => {
  const name = runIdOf(journey, userProfileId(userId), 1);
  const prefix = localStack().outputs.StateMachineArnPrefix ?? '';
  const executionArn = `${prefix.replace(':stateMachine:', ':execution:')}${journey}:${name}`;
  return await new SFNClient({}).send(new DescribeExecutionCommand({ executionArn }));
};

const runOf = (customer: Awaited<ReturnType<typeof customerWhen>>) => customer.journeys.find((run) => run.journey === journey);

// Waits stand still, until a test lets them go.
beforeEach(() => scaleWaits(localStack().endpointUrl, 1));

it('unsubscribes with one click (RFC 8058), which ends the journey and all mail', async () => {
  const { userId, email, mail } = await enter('leaves');
  const control = await enter('stays');
  const link = /^<(.+)>$/.exec(headerOf(mail, 'List-Unsubscribe') ?? '')?.[1] ?? '';
  expect(headerOf(mail, 'List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');

  const looked = await fetch(link);
  expect(looked.status).toBe(200);
  expect(await looked.text()).toContain('<form');
  const clicked = await fetch(link, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
    redirect: 'error',
  });
  expect(clicked.status).toBe(200);

  const customer = await customerWhen(userId, 'has left the journey', (found) => runOf(found)?.state === 'exited');
  expect(customer.subscriptions.email?.state).toBe('unsubscribed');
  await eventually('the execution is stopped', async () => ((await executionOf(userId)).status === 'ABORTED' ? true : undefined));

  // Now time passes: who stayed gets the rest, who left gets nothing more.
  await scaleWaits(localStack().endpointUrl, 0);
  await customerWhen(control.userId, 'has completed the journey', (found) => runOf(found)?.state === 'completed');
  expect(await mailTo(control.email)).toHaveLength(3);
  expect(await mailTo(email)).toHaveLength(1);
});

it('does not take a link that was tampered with', async () => {
  const link = `${localStack().apiUrl}/v1/unsubscribe/bm90LWEtdG9rZW4`;
  const answer = await fetch(link, { method: 'POST' });
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.status).toBeLessThan(500);
});

it('counts the goal and stops the mail when the demo is booked', async () => {
  const { userId, email } = await enter('books');
  await postBatch([{ type: 'track', userId, messageId: randomUUID(), event: 'Demo Booked' }]);

  await customerWhen(userId, 'has converted', (found) => runOf(found)?.state === 'converted');
  await customerWhen(userId, 'is told to have converted', ({ timeline }) =>
    timeline.events.some(({ name }) => name === 'Journey Converted'),
  );
  expect(await mailTo(email)).toHaveLength(1);
});

it('keeps a bounce that SES tells of, and sends nothing more to that address', async () => {
  const { userId, email, mail } = await enter('bounces');
  const timestamp = new Date().toISOString();
  const tags = Object.fromEntries(mail.tags.map(([name, value]) => [name, [value]]));
  const report = {
    eventType: 'Bounce',
    mail: { timestamp, messageId: mail.id, tags: { ...tags, 'ses:configuration-set': ['tributary-local'] } },
    bounce: { timestamp, bounceType: 'Permanent', bounceSubType: 'General', bouncedRecipients: [{ emailAddress: email }] },
  };
  // SES puts it on the account's default bus, where nobody else may speak for AWS: so the rule's target is called by itself.
  const event = { source: 'aws.ses', 'detail-type': 'Email Bounced', detail: report };
  const { FunctionError } = await new LambdaClient({}).send(
    new InvokeCommand({ FunctionName: 'tributary-local-record-mail-events', Payload: Buffer.from(JSON.stringify(event)) }),
  );
  expect(FunctionError).toBeUndefined();
  await customerWhen(userId, 'has the bounce in the log', ({ timeline }) =>
    timeline.events.some(({ name }) => name === 'Email Bounced'),
  );

  await scaleWaits(localStack().endpointUrl, 0);
  const customer = await customerWhen(userId, 'has come to the end', (found) => runOf(found)?.state === 'completed');
  expect(await mailTo(email)).toHaveLength(1);
  expect(customer.messages.filter(({ state }) => state === 'dropped').map(({ reason }) => reason)).toEqual([
    'suppressed',
    'suppressed',
  ]);
});
