import { WriteConflict } from '#shared/domain/errors.ts';
import type { JourneyRun } from '#shared/domain/journey/run.ts';
import { noteKey, notKnown, outcomeNote } from '#shared/domain/journey/run-notes.ts';
import type { StageStepOf } from '#shared/domain/journey/stage-step.ts';
import { SendNotNow } from '#shared/domain/sending/errors.ts';
import { maySend } from '#shared/domain/sending/may-send.ts';
import { type DropReason, type Send, sendIdOf } from '#shared/domain/sending/send.ts';
import { emailNotSent, emailSent } from '#shared/domain/sending/send-events.ts';
import { beginSending, dropped, giveUp, type SendMove, settle } from '#shared/domain/sending/send-transitions.ts';
import type { Mail } from '#shared/ports/mailer.ts';
import { factsOfRun } from '../facts-of-run.ts';
import { askPolicy } from './ask-policy.ts';
import { composeMail } from './compose-mail.ts';
import type { StepPorts, StepRunner } from './step-context.ts';

/**
 * Sends one message to one customer, at most once whatever crashes: see `statesBefore` for why. The line in the ledger leads: each
 * attempt goes on from where the line stands, and what cannot be known is left as `unknown` for the provider's report.
 */
export const runSend: StepRunner<StageStepOf<'send'>> = async (step, run, ports) => {
  const send = newSend(step, run, ports.clock());
  const line = await attempt(send, run, ports);
  await noteOutcome(await report(line, ports), run, ports);
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

// A customer is merged once or twice in a lifetime, and gets a handful of messages at one time; more in a row is somebody else's mistake.
const mostMoves = 5;

/**
 * Brings the line as far as it goes now, and answers with it as it then stands.
 *
 * @throws Held
 */
const attempt = async (send: Send, run: JourneyRun, ports: StepPorts, moves = 0): Promise<Send> => {
  const drop = (reason: DropReason) => ports.ledger.drop(dropped(send, reason));
  const message = ports.messages.get(send.message);
  const texts = message === undefined ? [] : [message.subject, message.html, message.text];
  const { profile: customer, event, reply } = await factsOfRun(run, texts, ports);
  const permission = maySend(customer, ports.channel);
  if (permission.kind === 'no') return drop(permission.reason);
  const policy = await askPolicy(send, run, customer, ports);
  if (policy.kind === 'settled') return policy.send;
  if (policy.kind === 'drop') return drop('frequency-cap');
  const mail = await composeMail(send, customer, permission.to, { event, reply }, ports);
  if (mail.kind === 'impossible') return drop(mail.reason);

  const claim = await ports.ledger.claim(send, {
    profileId: customer.id,
    channel: 'email',
    requireConsent: ports.channel.consent === 'explicit',
    emailDigest: permission.emailDigest,
    ...(policy.counted === undefined ? {} : { counted: policy.counted }),
  });
  switch (claim.kind) {
    case 'claimed':
      return deliver(send, mail.mail, ports);
    case 'exists':
      return claim.send;
    case 'refused':
      return drop(claim.reason);
    case 'moved':
      if (moves === mostMoves) throw new WriteConflict('the customer of a send', moves + 1);
      return attempt(send, run, ports, moves + 1);
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

/**
 * In the run, where the journey's metrics are counted from. Another invocation that has lost its patience with this one may have noted that
 * it does not know.
 */
const noteOutcome = async (line: Send, run: JourneyRun, { runs }: StepPorts): Promise<void> => {
  const key = noteKey(line.step, 'outcome');
  const note = outcomeNote(line);
  if (note === undefined) return;
  const standing = run.decisions?.[key] ?? (await runs.decide(run, key, note));
  if (standing.label === notKnown && note.label !== notKnown) await runs.amend(run, key, note, notKnown);
};

/**
 * Tells the customer's log what became of the message, as far as it is known. Telling it again changes nothing.
 *
 * @returns the line as it stands then.
 */
const report = async (line: Send, ports: StepPorts): Promise<Send> => {
  switch (line.state) {
    case 'claimed':
      // Between two looks another invocation gave it back. The stage is tried again.
      throw new SendNotNow(line.sendId, line.code ?? 'released');
    case 'sending': {
      // An earlier invocation died on its way, or another one is on its way right now. Its answer, or the provider's report, still
      // counts: `unknown` becomes `sent` then.
      const given = await make(giveUp(line), ports);
      return given.state === 'sending' ? given : report(given, ports);
    }
    case 'sent':
      await ports.events.put([emailSent(line)]);
      return line;
    case 'dropped':
      await ports.events.put([emailNotSent(line)]);
      return line;
    case 'unknown':
      return line;
  }
};

/** Makes a move and answers with the line as it stands afterwards, whoever moved it. */
const make = async ({ send, from }: SendMove, ports: StepPorts): Promise<Send> =>
  (await ports.ledger.move(send, from)) === 'moved' ? send : standing(send, ports);

const standing = async (send: Send, { ledger }: StepPorts): Promise<Send> =>
  (await ledger.load(send.profileId, send.sendId)) ?? send;
