import type { Mail, Mailer, MailOutcome } from '#shared/ports/mailer.ts';

export interface MemoryMailer extends Mailer {
  /** Every mail that was accepted, in order. */
  readonly accepted: readonly Mail[];
  /** What the next calls are answered with, in order, instead of accepting. */
  answerNext(...outcomes: readonly Exclude<MailOutcome, { kind: 'accepted' }>[]): void;
}

/** Accepts every mail and remembers it, as the mail provider would. */
export const createMemoryMailer = (): MemoryMailer => {
  const accepted: Mail[] = [];
  const scripted: MailOutcome[] = [];
  return {
    accepted,
    answerNext: (...outcomes) => {
      scripted.push(...outcomes);
    },
    send: async (mail) => {
      const outcome = scripted.shift();
      if (outcome !== undefined) return outcome;
      accepted.push(structuredClone(mail));
      return { kind: 'accepted', sesMessageId: `memory-${accepted.length}` };
    },
  };
};
