import { expect, it } from 'vitest';
import { composeMail } from '#functions/run-stage/steps/compose-mail.ts';
import type { CompiledMessage } from '#shared/domain/message/message.ts';
import { type Send, sendIdOf } from '#shared/domain/sending/send.ts';
import { at } from '#test/support/a-customer-event.ts';
import { aProfile } from '#test/support/a-profile.ts';
import { aChannel, aMessage } from '#test/support/stage-world.ts';

const runId = 'a-run';
const send: Send = {
  sendId: sendIdOf(runId, 'invite', 1),
  profileId: 'user:mira',
  journey: 'test-drive',
  runId,
  runNumber: 1,
  step: 'invite',
  message: 'product-manual',
  state: 'claimed',
  claimedAt: at('09:00'),
};

const mailOf = async (message: CompiledMessage) => {
  const composed = await composeMail(send, aProfile({ id: 'user:mira' }), 'mira@example.com', {}, {
    messages: new Map([[message.message, message]]),
    channel: aChannel(),
    unsubscribeLink: async () => 'https://api.example/v1/unsubscribe/token',
    coupons: { list: async () => [] },
  } as never);
  return composed.kind === 'composed' ? composed.mail : undefined;
};

it('a mail goes under the name that the layout of its message says, and else under the name of the channel', async () => {
  expect(await mailOf(aMessage({ sender: 'Auriga' }))).toMatchObject({ sender: 'Auriga' });
  expect(await mailOf(aMessage())).not.toHaveProperty('sender');
});
