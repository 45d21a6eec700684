import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMarketing } from '#infra/marketing.ts';
import { marketingCopy } from '#test/support/marketing-folder.ts';
import { slow, tributary } from '#test/support/tributary.ts';
import { costOf } from '../../../bin/commands/cost/cost-of.ts';
import { parseProbabilities } from '../../../bin/commands/cost/probabilities-file.ts';
import { sayDollars } from '../../../bin/commands/cost/say-dollars.ts';
import { seenArms } from '../../../bin/commands/cost/seen-arms.ts';
import { usable } from '../../../bin/commands/simulate.ts';

const journey = (steps: string, rest = '') =>
  `description: x\nenter: {on: Lead Created}\nholdout: {share: 0%, because: everybody goes through here}\n${rest}steps: ${steps}\n`;

/** A branch whose arms cost different things, and a wait that ends in two ways. */
const parting = journey(
  `
  - branch:
      - if: traits.plan == 'pro'
        name: pro
        then: [{send: case-study}, {send: product-manual}]
    else: [{send: case-study, name: for all others}]
    name: which plan
  - wait for: Demo Booked
    when: event.properties.product == traits.product
    at most: 10 days
    then: [{end: has booked}]
    otherwise: [{task: Call them, for: sales, due: 1 day}]`,
);

const priced = async (files: Readonly<Record<string, string>>, said = {}) => {
  const marketing = marketingCopy();
  for (const [name, text] of Object.entries(files)) marketing.write(`journeys/${name}.yaml`, text);
  const read = await readMarketing(marketing.folder);
  expect(read.problems).toEqual([]);
  return costOf(read, Object.keys(files), said);
};

describe('tributary cost', () => {
  it('counts a contact’s transitions and mails on the machine as it is deployed', slow, async () => {
    // All of them begin with the same event, and each is paid for alone.
    const costs = await priced({
      'one-mail': journey('[{send: case-study}]'),
      'two-mails': journey('[{send: case-study}, {send: product-manual}]'),
      'late-mail': journey('[{wait: 40 days}, {send: case-study}]'),
    });
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

  it('is the mean of all ways, each by how likely it is', slow, async () => {
    const cost = (await priced({ parting }, { 'which-plan': { pro: 0.1 }, 'wait-for-demo-booked': { came: 0.3 } })).get(
      'parting',
    );
    const ways = Object.fromEntries((cost?.ways ?? []).map(({ arms, ...way }) => [[...arms.values()].join(' '), way] as const));
    expect(Object.keys(ways).toSorted()).toEqual(['else came', 'else timed-out', 'pro came', 'pro timed-out']);
    expect(ways['pro came']?.probability).toBeCloseTo(0.03, 12);
    expect(ways['else timed-out']?.probability).toBeCloseTo(0.63, 12);
    expect(ways['pro came']?.counts).toMatchObject({ transitions: 4, mails: 2 });
    expect(ways['else timed-out']?.counts).toMatchObject({ transitions: 4, mails: 1 });

    expect(cost?.counts.mails).toBeCloseTo(1.1, 12);
    const mean = Object.values(ways).reduce((sum, { probability, dollars }) => sum + probability * dollars, 0);
    expect(cost?.dollars).toBeCloseTo(mean, 12);

    // What comes is an event that is taken in, folded, published, queued and routed.
    const [came, late] = [ways['pro came']?.counts, ways['pro timed-out']?.counts];
    expect(came?.apiRequests).toBe((late?.apiRequests ?? 0) + 1);
    expect(came?.busEvents).toBe((late?.busEvents ?? 0) + 1);
    expect(came?.invocations['route-signals']?.count).toBe((late?.invocations['route-signals']?.count ?? 0) + 1);
  });

  it('takes arms to be as likely as weights say, else equally likely; those that nobody takes are no ways', slow, async () => {
    const split = `
  - split: subject
    variants:
      a: {weight: 3, steps: [{send: case-study}]}
      b: {weight: 1, steps: [{send: webinar-invitation}, {send: product-manual}]}
      c: {weight: 0, steps: []}`;
    const cost = (await priced({ split: journey(split) })).get('split');
    expect(cost?.ways.map(({ arms, probability }) => [arms.get('split-subject'), probability])).toEqual([
      ['a', 0.75],
      ['b', 0.25],
    ]);
    expect(cost?.counts.mails).toBeCloseTo(1.25, 12);
  });

  it('multiplies along ways that part again inside an arm, and follows none beyond its end', slow, async () => {
    const nested = `
  - branch:
      - if: "traits.plan == 'pro'"
        name: pro
        then:
          - split: subject
            variants:
              a: {weight: 3, steps: [{send: case-study}]}
              b: {weight: 1, steps: [{send: webinar-invitation}, {end: enough}]}
      - if: "traits.plan == 'free'"
        name: free
        then: [{end: not for them}]
    name: which plan
  - wait: 2 days
  - send: product-manual`;
    const cost = (await priced({ nested: journey(nested) }, { 'which-plan': { pro: 0.4, free: 0.5 } })).get('nested');
    const ways = (cost?.ways ?? []).map(({ arms, probability, counts }) => ({
      arms: [...arms.values()].join(' '),
      probability: Number(probability.toFixed(9)),
      mails: counts.mails,
      transitions: counts.transitions,
    }));
    // The start, the stage with the branch and the choice of what comes after it; then the end, or a wait and the last stage.
    expect(ways).toEqual([
      { arms: 'free', probability: 0.5, mails: 0, transitions: 4 },
      { arms: 'pro a', probability: 0.3, mails: 2, transitions: 5 },
      { arms: 'pro b', probability: 0.1, mails: 1, transitions: 4 },
      { arms: 'else', probability: 0.1, mails: 1, transitions: 5 },
    ]);
    expect(cost?.counts.mails).toBeCloseTo(0.8, 12);
  });

  it('counts some of many ways, which stand for all: the mean is as if all were counted', slow, async () => {
    const fork = (n: number) => `
  - branch: [{if: "traits.plan == '${n}'", name: told, then: [{task: Call ${n}, for: sales, due: 1 day}]}]
    name: fork ${n}`;
    const many = journey([1, 2, 3, 4, 5, 6, 7].map(fork).join(''));
    const said = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((n) => [`fork-${n}`, { told: 0.25 }]));
    const two = (await priced({ many: journey([1, 2].map(fork).join('')) }, said)).get('many');
    const cost = (await priced({ many }, said)).get('many');
    expect(two).toMatchObject({ allWays: 4 });
    expect(cost).toMatchObject({ allWays: 128 });
    expect(cost?.ways).toHaveLength(64);
    // Each arm is in the sample as often as it is likely.
    for (const n of [1, 2, 3, 4, 5, 6, 7])
      expect(cost?.ways.filter(({ arms }) => arms.get(`fork-${n}`) === 'told')).toHaveLength(16);
    // What each fork costs is the same for all, so seven cost three and a half times as much more as two.
    const one = (await priced({ many: journey([1].map(fork).join('')) }, said)).get('many');
    const perFork = (two?.dollars ?? 0) - (one?.dollars ?? 0);
    expect(cost?.dollars).toBeCloseTo((two?.dollars ?? 0) + 5 * perFork, 6);
  });

  it.each([
    ['a segment', 'enter: {segment: at-risk}', 'Segment Entered'],
    ['a schedule', 'enter: {every: monday at 09:00, segment: at-risk}', 'Journey Due'],
  ])('begins with %s as a fold or a sweep tells of it: no request, but an event', slow, async (_sentence, enter) => {
    const text = journey('[{send: case-study}]').replace('enter: {on: Lead Created}', enter);
    const cost = (await priced({ text })).get('text');
    expect(cost?.counts).toMatchObject({ apiRequests: 0, transitions: 2, mails: 1, busEvents: 1 });
  });

  it('prices those who are held out, and those whom the conditions do not let in: less than a run', slow, async () => {
    const text = journey('[{send: case-study}]', "audience: traits.plan == 'pro'\n").replace(/holdout.*\n/, 'holdout: 20%\n');
    const cost = (await priced({ text })).get('text');
    expect(cost?.heldOut.share).toBe(0.2);
    expect(cost?.heldOut.dollars).toBeLessThan((cost?.dollars ?? 0) / 5);
    expect(cost?.staysOutDollars).toBeGreaterThan(0);
    expect(cost?.staysOutDollars).toBeLessThan(cost?.heldOut.dollars ?? 0);
  });

  it('takes from a replay which arms were taken', slow, async () => {
    const marketing = marketingCopy();
    marketing.write('journeys/parting.yaml', parting);
    const read = await readMarketing(marketing.folder);
    const customers = Array.from({ length: 10 }, (_, n) => {
      const at = new Date('2026-11-02T09:00:00.000Z');
      const userId = `replayed-${n}`;
      const traits = { email: `${userId}@example.com`, plan: n < 2 ? 'pro' : 'free', product: 'oven' };
      const booked = { type: 'track', userId, event: 'Demo Booked', properties: { product: 'oven' } };
      return [
        { at, event: { type: 'identify', userId, traits } },
        { at, event: { type: 'track', userId, event: 'Lead Created' } },
        ...(n < 5 ? [{ at: new Date(at.getTime() + 86_400_000), event: booked }] : []),
      ];
    });
    const seen = await seenArms('parting', usable(read, marketing.folder), customers);
    expect(seen).toEqual({
      entered: 10,
      shares: { 'which-plan': { pro: 0.2, else: 0.8 }, 'wait-for-demo-booked': { came: 0.5, 'timed-out': 0.5 } },
    });
  });

  it('answers with transitions per contact and dollars for 10,000, by way', slow, () => {
    const { stdout, status } = tributary('cost', 'lead-nurture', '--json');
    const { journeys } = JSON.parse(stdout);
    expect(journeys).toMatchObject([{ journey: 'lead-nurture', transitionsPerContact: 8, mailsPerContact: 3, allWays: 2 }]);
    const [{ dollarsPer10kContacts, dollarsPerContact, parts, ways, probabilities }] = journeys;
    expect(dollarsPer10kContacts).toBeGreaterThan(5);
    expect(dollarsPer10kContacts).toBeLessThan(10);
    expect(parts.reduce((sum: number, { dollars }: { dollars: number }) => sum + dollars, 0)).toBeCloseTo(dollarsPerContact, 12);
    expect(ways).toHaveLength(2);
    expect(probabilities).toEqual({ 'split-subject-line': { statement: 0.5, question: 0.5 } });
    expect(status).toBe(0);
  });

  it('reads how likely arms are from a file, and says it in words', slow, () => {
    const marketing = marketingCopy();
    marketing.write('journeys/parting.yaml', parting);
    const file = join(marketing.folder, 'likely.yaml');
    writeFileSync(file, 'which plan: { pro: 0.1 }\nDemo Booked: { came: 0.3 }\n');
    const { stdout, status } = tributary('cost', 'parting', '--probabilities', file, '--marketing', marketing.folder);
    expect(stdout).toMatch(/4 ways, from \$[\d.]+ to \$[\d.]+\n {4}63 %/);
    expect(stdout).toMatch(/ 3 % .*which plan: pro · Demo Booked: came/);
    expect(stdout).toContain(`as likely as ${file} says`);
    expect(status).toBe(0);

    // As if the journey said it; and what is said for once outranks that.
    marketing.write('journeys/parting.yaml', parting.replace('steps:', 'likely: { which plan: { pro: 10% } }\nsteps:'));
    const told = tributary('cost', 'parting', '--marketing', marketing.folder);
    expect(told.stdout).toContain('as likely as `likely:` says, and all else equally likely');
    expect(told.stdout).toMatch(/ 45 % .*which plan: else · Demo Booked: came/);
    writeFileSync(file, 'which plan: { pro: 0.4 }\n');
    const once = tributary('cost', 'parting', '--probabilities', file, '--marketing', marketing.folder);
    expect(once.stdout).toMatch(/ 30 % .*which plan: else · Demo Booked: came/);

    const all = tributary('cost', '--probabilities', file, '--marketing', marketing.folder, '--json');
    expect(all.status).toBe(2);
  });

  it.each([
    ['wich plan: { pro: 0.1 }', '1:1 there is no step `wich plan` at which ways part (did you mean `which plan`?)'],
    ['which plan: { prp: 0.1 }', '1:15 which plan has no arm `prp` (did you mean `pro`?)'],
    ['which plan: { pro: 30 }', '1:20 a probability is a share like `30%`, or a number from 0 to 1'],
    ['which plan: { pro: 0.7, else: 0.7 }', '1:1 the arms of which plan make 140 %: more than all'],
    [
      'which plan: { pro: 0.2, else: 0.7 }',
      '1:1 the arms of which plan make 90 %, and none is left for the rest (leave one out: it gets the rest)',
    ],
    [
      'which plan: { pro: 30, business: 0.1 }',
      '1:20 a probability is a share like `30%`, or a number from 0 to 1',
      '1:24 which plan has no arm `business` (there are `pro`, `else`)',
    ],
    ['# nothing yet', '1:1 the file says nothing about steps'],
    ['Demo Booked: { came: 0.1, done: 0.2 }', '1:27 `came` is said twice'],
    ['which plan: 0.4', '1:13 this is not a list of arms, like `{ booked already: 30% }`'],
  ])('does not understand `%s`', slow, async (text, ...expected) => {
    const marketing = marketingCopy();
    marketing.write('journeys/parting.yaml', parting);
    const read = await readMarketing(marketing.folder);
    const compiled = read.journeys.find((each) => each.journey === 'parting');
    if (compiled === undefined) throw new Error(JSON.stringify(read.problems));
    const result = parseProbabilities('likely.yaml', text, compiled);
    const problems = 'problems' in result ? result.problems : [];
    expect(
      problems.map(({ line, column, message, hint }) => `${line}:${column} ${message}${hint === undefined ? '' : ` (${hint})`}`),
    ).toEqual(expected);
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
