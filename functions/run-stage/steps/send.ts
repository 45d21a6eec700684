import { WriteConflict } from '#shared/domain/errors.ts';
import type { StageStep } from '#shared/domain/journey/journey.ts';
import type { JourneyRun } from '#shared/domain/journey/run.ts';
import { rootProfile } from '#shared/domain/profile/root-profile.ts';
import { SendNotNow } from '#shared/domain/sending/errors.ts';
import { maySend } from '#shared/domain/sending/may-send.ts';
import { type DropReason, type Send, sendIdOf } from '#shared/domain/sending/send.ts';
import { emailNotSent, emailSent } from '#shared/domain/sending/send-events.ts';
import { beginSending, dropped, giveUp, type SendMove, settle } from '#shared/domain/sending/send-transitions.ts';
import type { Mail } from '#shared/ports/mailer.ts';
import { composeMail } from './compose-mail.ts';
import type { StepPorts, StepRunner } from './step-context.ts';

/**
 * Sends one message to one customer, at most once whatever crashes: see `statesBefore` for why. The line in the ledger leads: each
 * attempt goes on from where the line stands, and what cannot be known is left as `unknown` for the provider's report.
 */
export const runSend: StepRunner<Extract<StageStep, { kind: 'send' }>> = async (step, run, ports) => {
  const send = newSend(step, run, ports.clock());
  const line = await attempt(send, ports);
  await report(line, ports);
  return line.reason === 'run-ended' ? 'run-ended' : 'done';
};

const newSend = (step: { readonly id: string; readonly message: string }, run: JourneyRun, now: Date): Send => ({
  sendId: sendIdOf(run.runId, step.id, 1),
  profileId: run.profileId,
  journey: run.journey,
  runId: run.runId,
  runNumber: run.number,
  step: step.id,
  message: step.message,
  state: 'claimed',
  claimedAt: now.toISOString(),
});

// A customer is merged once or twice in a lifetime; more in a row within one send is somebody else's mistake.
const mostMerges = 3;

/** Brings the line as far as it goes now, and answers with it as it then stands. */
const attempt = async (send: Send, ports: StepPorts, merges = 0): Promise<Send> => {
  const drop = (reason: DropReason) => ports.ledger.drop(dropped(send, reason));
  const customer = await rootProfile((id) => ports.profiles.load(id), send.profileId);
  if (customer === undefined) return drop('no-address');
  const permission = maySend(customer, ports.channel);
  if (permission.kind === 'no') return drop(permission.reason);
  const mail = await composeMail(send, customer, permission.to, ports);
  if (mail.kind === 'impossible') return drop(mail.reason);

  const claim = await ports.ledger.claim(send, {
    profileId: customer.id,
    channel: 'email',
    requireConsent: ports.channel.consent === 'explicit',
    emailDigest: permission.emailDigest,
  });
  switch (claim.kind) {
    case 'claimed':
      return deliver(send, mail.mail, ports);
    case 'exists':
      return claim.send;
    case 'refused':
      return drop(claim.reason);
    case 'moved':
      if (merges === mostMerges) throw new WriteConflict('the customer of a send', merges + 1);
      return attempt(send, ports, merges + 1);
  }
};

/** Calls the provider, if this invocation is the one that moves the line to `sending`. */
const deliver = async (send: Send, mail: Mail, ports: StepPorts): Promise<Send> => {
  const beginning = beginSending(send);
  if ((await ports.ledger.move(beginning.send, beginning.from)) === 'refused') return standing(send, ports);
  const outcome = await ports.mailer.send(mail);
  const settled = await make(settle(beginning.send, outcome, ports.clock().toISOString()), ports);
  if (outcome.kind === 'not-now') throw new SendNotNow(send.sendId, outcome.code);
  return settled;
};

/** Tells the customer's log what became of the message, as far as it is known. Telling it again changes nothing. */
const report = async (line: Send, ports: StepPorts): Promise<void> => {
  switch (line.state) {
    case 'claimed':
      // Between two looks another invocation gave it back. The stage is tried again.
      throw new SendNotNow(line.sendId, line.code ?? 'released');
    case 'sending': {
      // An earlier invocation died on its way, or another one is on its way right now. Its answer, or the provider's report, still
      // counts: `unknown` becomes `sent` then.
      const given = await make(giveUp(line), ports);
      return given.state === 'sending' ? undefined : report(given, ports);
    }
    case 'sent':
      return ports.events.put([emailSent(line)]);
    case 'dropped':
      return ports.events.put([emailNotSent(line)]);
    case 'unknown':
      return;
  }
};

/** Makes a move and answers with the line as it stands afterwards, whoever moved it. */
const make = async ({ send, from }: SendMove, ports: StepPorts): Promise<Send> =>
  (await ports.ledger.move(send, from)) === 'moved' ? send : standing(send, ports);

const standing = async (send: Send, { ledger }: StepPorts): Promise<Send> =>
  (await ledger.load(send.profileId, send.sendId)) ?? send;
