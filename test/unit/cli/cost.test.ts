import { describe, expect, it } from 'vitest';
import { readMarketing } from '#infra/marketing.ts';
import { marketingCopy } from '#test/support/marketing-folder.ts';
import { slow, tributary } from '#test/support/tributary.ts';
import { costOf } from '../../../bin/commands/cost/cost-of.ts';
import { sayDollars } from '../../../bin/commands/cost/say-dollars.ts';

const journey = (steps: string) => `description: x\nenter: {on: Lead Created}\nsteps: ${steps}\n`;

describe('tributary cost', () => {
  it('counts a contact’s transitions and mails on the machine as it is deployed', slow, async () => {
    const marketing = marketingCopy();
    // All of them begin with the same event, and each is paid for alone.
    marketing.write('journeys/one-mail.yaml', journey('[{send: case-study}]'));
    marketing.write('journeys/two-mails.yaml', journey('[{send: case-study}, {send: product-manual}]'));
    marketing.write('journeys/late-mail.yaml', journey('[{wait: 40 days}, {send: case-study}]'));
    const costs = await costOf(await readMarketing(marketing.folder), ['one-mail', 'two-mails', 'late-mail']);
    const units = (name: string) => ({ transitions: costs.get(name)?.counts.transitions, mails: costs.get(name)?.counts.mails });
    expect(units('one-mail')).toEqual({ transitions: 2, mails: 1 });
    expect(units('two-mails')).toEqual({ transitions: 2, mails: 2 });
    expect(units('late-mail')).toEqual({ transitions: 4, mails: 1 });

    for (const { dollars, parts } of costs.values()) {
      expect(parts.reduce((sum, [, each]) => sum + each, 0)).toBeCloseTo(dollars, 12);
      expect(parts.map(([, each]) => each)).toEqual(parts.map(([, each]) => each).toSorted((a, b) => b - a));
    }
    const parts = new Map(costs.get('two-mails')?.parts);
    expect(parts.get('SES')).toBeCloseTo(0.0002, 12);
    expect(parts.get('Step Functions')).toBeCloseTo(0.00005, 12);
    expect(parts.get('DynamoDB writes')).toBeGreaterThan(0);
    expect(parts.get('Lambda')).toBeGreaterThan(0);
  });

  it('answers with transitions per contact and dollars for 10,000', slow, () => {
    const { stdout, status } = tributary('cost', 'lead-nurture', '--json');
    const { journeys } = JSON.parse(stdout);
    expect(journeys).toMatchObject([{ journey: 'lead-nurture', transitionsPerContact: 8, mailsPerContact: 3 }]);
    expect(journeys[0].dollarsPer10kContacts).toBeGreaterThan(5);
    expect(journeys[0].dollarsPer10kContacts).toBeLessThan(10);
    expect(status).toBe(0);
  });

  it.each([
    ['a journey that is not there', 'lead-nurtur', undefined, 'There is no journey lead-nurtur.', 'did you mean `lead-nurture`?'],
    ['a journey with a mistake', 'wrong', 'nonsense: 1\n', 'wrong.yaml has mistakes.', '`tributary check`'],
  ])('cannot price %s, and says why', slow, (_sentence, name, text, message, hint) => {
    const marketing = marketingCopy();
    if (text !== undefined) marketing.write(`journeys/${name}.yaml`, text);
    const { stdout, status } = tributary('cost', name, '--marketing', marketing.folder, '--json');
    const { ok, error } = JSON.parse(stdout);
    expect({ ok, status }).toEqual({ ok: false, status: 1 });
    expect(error.message).toContain(message);
    expect(error.hint).toContain(hint);
  });

  it.each([
    [0, '$0.00'],
    [0.0005485, '$0.000549'],
    [0.002, '$0.002'],
    [0.00000712, '$0.00000712'],
    [5.485, '$5.49'],
    [1234.5, '$1234.50'],
  ])('writes %d as %s', (dollars, text) => {
    expect(sayDollars(dollars)).toBe(text);
  });
});
