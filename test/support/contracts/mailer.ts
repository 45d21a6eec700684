import { describe, expect, it } from 'vitest';
import type { Mail, Mailer } from '#shared/ports/mailer.ts';

export const aMail = (overrides: Partial<Mail> = {}): Mail => ({
  sendId: '0123456789abcdef0123456789abcdef',
  tags: { profile0: 'dXNlcjptaXJh' },
  to: 'mira@example.com',
  subject: 'Grüße from the kitchen 🙂',
  html: '<p>Hello Mira</p>',
  text: 'Hello Mira',
  headers: {
    'List-Unsubscribe': '<https://api.example/v1/unsubscribe/token>',
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  },
  ...overrides,
});

/** What every mailer promises where the other side takes the mail. */
export const describeMailerContract = (makeMailer: () => Mailer | Promise<Mailer>): void => {
  describe('a mailer', () => {
    it('answers with the name that the provider gave the mail', async () => {
      const mailer = await makeMailer();
      const outcome = await mailer.send(aMail());
      expect(outcome).toMatchObject({ kind: 'accepted', sesMessageId: expect.stringMatching(/.+/) });
    });

    it('sends what it is given, each time it is asked: that it is asked once is the ledger’s business', async () => {
      const mailer = await makeMailer();
      const [first, second] = [await mailer.send(aMail()), await mailer.send(aMail())];
      expect(first.kind).toBe('accepted');
      expect(second.kind).toBe('accepted');
      expect(first).not.toEqual(second);
    });
  });
};
