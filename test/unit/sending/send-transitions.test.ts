import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MailOutcome } from '#shared/domain/sending/mail-outcome.ts';
import type { Send, SendState } from '#shared/domain/sending/send.ts';
import { beginSending, dropped, giveUp, type SendMove, settle, statesBefore } from '#shared/domain/sending/send-transitions.ts';
import { at } from '#test/support/a-customer-event.ts';

const line = (state: SendState = 'claimed'): Send => ({
  sendId: 's1',
  profileId: 'user:mira',
  journey: 'lead-nurture',
  runId: 'r1',
  runNumber: 1,
  step: 'manual',
  message: 'product-manual',
  state,
  claimedAt: at('09:00'),
});

const outcomes: readonly MailOutcome[] = [
  { kind: 'accepted', sesMessageId: 'ses-1' },
  { kind: 'rejected', code: 'MessageRejected' },
  { kind: 'not-now', code: 'TooManyRequestsException' },
  { kind: 'unknown', code: 'TimeoutError' },
];

describe('a line of the send ledger', () => {
  it.each([
    ['accepted', { state: 'sent', sentAt: at('09:01'), sesMessageId: 'ses-1' }],
    ['rejected', { state: 'dropped', reason: 'rejected', code: 'MessageRejected' }],
    ['not-now', { state: 'claimed', code: 'TooManyRequestsException' }],
    ['unknown', { state: 'unknown', code: 'TimeoutError' }],
  ] as const)('after the answer %s', (kind, expected) => {
    const outcome = outcomes.find((each) => each.kind === kind);
    expect(outcome && settle(line('sending'), outcome, at('09:01')).send).toEqual({ ...line(), ...expected });
  });

  it('does not carry the reason of an earlier state into the next one', () => {
    const putOff = settle(line('sending'), { kind: 'not-now', code: 'TooManyRequestsException' }, at('09:01')).send;
    expect(beginSending(putOff).send).toEqual(line('sending'));
    expect(dropped(putOff, 'unsubscribed')).toEqual({ ...line('dropped'), reason: 'unsubscribed' });
  });

  it('once sent or dropped never moves again', () => {
    for (const before of Object.values(statesBefore)) {
      expect(before).not.toContain('sent');
      expect(before).not.toContain('dropped');
    }
  });

  it('becomes sending only from claimed, so one caller wins it', () => {
    expect(statesBefore.sending).toEqual(['claimed']);
  });

  it('with any number of callers and any order of their steps is accepted at most once', () => {
    // A caller claims, begins, calls SES and settles; others may look in, give up, and report at any time.
    const step = fc.record({
      caller: fc.nat(3),
      act: fc.constantFrom('begin', 'call', 'settle', 'give-up'),
      outcome: fc.constantFrom(...outcomes),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let stored = line();
        let accepted = 0;
        const callers = new Map<number, { phase: 'begun' | 'called'; outcome?: MailOutcome }>();
        const move = ({ send, from }: SendMove): boolean => {
          if (!from.includes(stored.state)) return false;
          stored = send;
          return true;
        };
        for (const { caller, act, outcome } of steps) {
          const own = callers.get(caller);
          if (act === 'begin' && own === undefined && move(beginSending(stored))) callers.set(caller, { phase: 'begun' });
          if (act === 'call' && own?.phase === 'begun') {
            // An answer that is lost leaves open what happened: take the worse case.
            if (outcome.kind === 'accepted' || outcome.kind === 'unknown') accepted += 1;
            callers.set(caller, { phase: 'called', outcome });
          }
          if (act === 'settle' && own?.outcome !== undefined) {
            move(settle(stored, own.outcome, at('09:01')));
            callers.delete(caller);
          }
          if (act === 'give-up' && stored.state === 'sending') move(giveUp(stored));
        }
        expect(accepted).toBeLessThanOrEqual(1);
      }),
      { numRuns: 2_000 },
    );
  });
});
