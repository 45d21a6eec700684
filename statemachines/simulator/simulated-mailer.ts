import type { Mail, Mailer, MailOutcome } from '#shared/ports/mailer.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** A mail that the provider accepted. */
export interface SimulatedMail extends Mail {
  readonly at: string;
}

/** What becomes of mails. */
export interface MailFate {
  /** What the mail provider answers. It accepts everything if this is left out. */
  readonly answerMail?: (mail: Mail, at: Date) => MailOutcome;
  /** What becomes of an accepted mail, a minute later. Nothing is heard of it if this is left out. */
  readonly reportMail?: (mail: Mail, at: Date) => 'bounces' | 'complains' | undefined;
}

export interface SimulatedMailerSetting extends MailFate {
  readonly clock: VirtualClock;
  readonly onAccepted: (mail: SimulatedMail) => void;
  /** Takes a report as SES puts it on the bus. */
  readonly onReport: (report: object) => Promise<void>;
}

const reportDelay = 60_000;

/** A mail provider that sends nothing, and reports what it is told to. */
export const createSimulatedMailer = (setting: SimulatedMailerSetting): Mailer => {
  const { clock, answerMail, reportMail, onAccepted, onReport } = setting;
  return {
    send: async (mail) => {
      const at = clock.now();
      const outcome = answerMail?.(mail, at) ?? { kind: 'accepted', sesMessageId: sesIdOf(mail) };
      if (outcome.kind !== 'accepted') return outcome;
      onAccepted({ ...mail, at: at.toISOString() });
      const report = reportMail?.(mail, at);
      if (report !== undefined) clock.plan(at.getTime() + reportDelay, () => onReport(sesReport(report, mail, clock.now())));
      return outcome;
    },
  };
};

const sesIdOf = ({ sendId }: Mail): string => `simulated-${sendId}`;

/** As SES tells it. */
const sesReport = (what: 'bounces' | 'complains', mail: Mail, at: Date) => {
  const timestamp = at.toISOString();
  const recipients = [{ emailAddress: mail.to }];
  return {
    source: 'aws.ses',
    detail: {
      mail: {
        timestamp,
        messageId: sesIdOf(mail),
        tags: Object.fromEntries(Object.entries({ sendId: mail.sendId, ...mail.tags }).map(([name, value]) => [name, [value]])),
      },
      ...(what === 'bounces'
        ? {
            eventType: 'Bounce',
            bounce: { timestamp, bounceType: 'Permanent', bounceSubType: 'General', bouncedRecipients: recipients },
          }
        : { eventType: 'Complaint', complaint: { timestamp, complainedRecipients: recipients } }),
    },
  };
};
