import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMarketing } from '#infra/marketing.ts';
import { marketingCopy } from '#test/support/marketing-folder.ts';
import { slow, tributary } from '#test/support/tributary.ts';
import { type CostOf, checkMarketing } from '../../../bin/commands/check/check-marketing.ts';
import { problemTable } from '../../../bin/commands/check/problem-table.ts';

const costing =
  (dollars: number): CostOf =>
  async (journeys) =>
    new Map(journeys.map((journey) => [journey, { dollars, parts: [['SES', dollars]] }]));

const check = async (folder: string, costOf = costing(0)) => checkMarketing(await readMarketing(folder), folder, costOf);
const said = (list: readonly { file: string; line: number; column: number; message: string }[], folder: string) =>
  list.map(({ file, line, column, message }) => `${resolve(file).replace(`${folder}/`, '')}:${line}:${column} ${message}`);

describe('tributary check', () => {
  it('finds the mistakes of all files at once, each where it is, sorted by place', async () => {
    const marketing = marketingCopy();
    marketing.write(
      'journeys/broken.yaml',
      'description: x\nenter: {on: Lead Created}\nsteps:\n  - send: case-studi\n  - wiat: 2 days\n',
    );
    marketing.write('messages/bare.mjml', '<mj-section></mj-section>\n');
    marketing.write('channels.yaml', 'email:\n  consent: perhaps\n');
    marketing.write('features.yaml', 'counts: []\n');
    const { problems } = await check(marketing.folder);
    expect(said(problems, marketing.folder)).toEqual([
      expect.stringMatching(/^channels.yaml:/),
      expect.stringMatching(/^channels.yaml:/),
      expect.stringMatching(/^channels.yaml:/),
      'features.yaml:1:1 there is no field `counts` here',
      'journeys/broken.yaml:4:11 there is no message `case-studi`',
      'journeys/broken.yaml:5:5 there is no step `wiat`',
      'messages/bare.mjml:1:1 the front matter with subject and preheader is missing',
    ]);
    expect(problems.map(({ hint }) => hint)).toEqual(
      expect.arrayContaining(['did you mean `count`?', 'did you mean `case-study`?', 'did you mean `wait`?']),
    );
  });

  it('finds mistakes in the tests of journeys, but says nothing of tests whose journey is not in order', async () => {
    const marketing = marketingCopy();
    marketing.write('journeys/lead-nurture.test.yaml', 'cases:\n  - name: x\n    expect: { sent: [case-studi] }\n');
    const { problems } = await check(marketing.folder);
    expect(said(problems, marketing.folder)).toEqual(['journeys/lead-nurture.test.yaml:3:22 there is no message `case-studi`']);
    marketing.write('journeys/lead-nurture.yaml', '');
    expect(said((await check(marketing.folder)).problems, marketing.folder)).toEqual([
      'journeys/lead-nurture.yaml:1:1 the file is empty',
    ]);
  });

  it('does not say that a message with a mistake is missing where it is sent', async () => {
    const marketing = marketingCopy();
    marketing.write('messages/case-study.mjml', 'nothing\n');
    const { problems } = await check(marketing.folder);
    expect(said(problems, marketing.folder)).toEqual([expect.stringMatching(/^messages\/case-study.mjml:1:1/)]);
  });

  it.each([
    ['messages', 'messages:1:1 there is no such folder'],
    ['journeys', 'journeys:1:1 there is no such folder'],
    ['channels.yaml', 'channels.yaml:1:1 the file that says who mail comes from is missing'],
    ['features.yaml', 'features.yaml:1:1 the file that says which events are counted is missing'],
  ])('says so when %s is missing', async (name, problem) => {
    const marketing = marketingCopy();
    marketing.remove(name);
    expect(said((await check(marketing.folder)).problems, marketing.folder)).toContain(problem);
  });

  it('notes what nothing uses, where it is declared, and does not count it as a mistake', async () => {
    const marketing = marketingCopy();
    marketing.remove('journeys');
    const one = [
      'description: x',
      'enter: {segment: at-risk}',
      'audience: "\'vip\' in segments"',
      'steps: [{send: case-study}, {coupon: winback}, {webhook: zapier-high-intent}]',
    ];
    marketing.write('journeys/one.yaml', `${one.join('\n')}\n`);
    const { problems, notes } = await check(marketing.folder);
    expect(problems).toEqual([]);
    const all = said(notes, marketing.folder);
    expect(all).toEqual(
      expect.arrayContaining([
        'messages/product-manual.mjml:1:1 no journey sends this message',
        'segments/new.yaml:1:1 no journey asks for this segment',
        expect.stringMatching(/^coupons\.yaml:\d+:1 no journey gives the coupon `birthday`$/),
        expect.stringMatching(/^destinations\.yaml:\d+:1 no journey tells `mailchimp-high-intent` of anybody$/),
        'places/dealers.yaml:1:1 no journey looks for the nearest of these places',
        expect.stringMatching(/^vocabulary\.yaml:\d+:1 nothing speaks of the traits .*loyaltyPoints/),
      ]),
    );
    for (const used of ['case-study', 'segments/at-risk', 'segments/vip.yaml', '`winback`', 'zapier-high-intent', 'firstName'])
      expect(all.join('\n')).not.toContain(used);

    // It might be this one that uses them.
    marketing.write('journeys/two.yaml', 'description: x\nenter: {on: Lead Created}\nsteps: [{send: product-manal}]\n');
    expect((await check(marketing.folder)).notes).toEqual([]);
  });

  it.each([
    ['segments/vip.yaml', 'description: x\nwhen: orders.cout > 3\n', 'segments/vip.yaml:2:14'],
    ['scores/churn.yaml', 'description: x\nscore: orders.cout\n', 'scores/churn.yaml:2:15'],
    ['vocabulary.yaml', 'currency: USD\ntraits: { plan: txt }\n', 'vocabulary.yaml:2:17'],
    ['sending.yaml', 'quiet hour: none\n', 'sending.yaml:1:1'],
    ['coupons.yaml', 'winback: { genrate: A-### }\n', 'coupons.yaml:1:'],
    ['destinations.yaml', 'zapier-high-intent: { url: 7 }\n', 'destinations.yaml:1:'],
    ['places/dealers.yaml', 'nonsense: 1\n', 'places/dealers.yaml:1:'],
  ])('finds mistakes in %s', async (file, text, place) => {
    const marketing = marketingCopy();
    marketing.write(file, text);
    const { problems } = await check(marketing.folder);
    expect(said(problems, marketing.folder)).toContainEqual(expect.stringContaining(place));
  });

  describe('holds a journey to its budget', () => {
    const withBudget = (marketing: ReturnType<typeof marketingCopy>, budget: string) => {
      marketing.remove('journeys');
      marketing.write(
        'journeys/priced.yaml',
        `description: x\nenter: {on: Lead Created}\n${budget}\nsteps: [{send: case-study}]\n`,
      );
    };

    it.each([
      ['costs more', 0.00201, ['journeys/priced.yaml:3:9 a contact costs $0.00201 on average, and the budget is $0.002']],
      ['costs exactly as much', 0.002, []],
      ['costs less', 0.0001, []],
    ])('that %s', async (_sentence, dollars, problems) => {
      const marketing = marketingCopy();
      withBudget(marketing, 'budget: $0.002 per contact');
      expect(said((await check(marketing.folder, costing(dollars))).problems, marketing.folder)).toEqual(problems);
    });

    it.each([
      ['2', '2 of what? A budget is written like `$0.002 per contact`'],
      ['$2', '`$2` is not a budget'],
      ['$0 per contact', '`$0 per contact` is not a budget'],
      ['2 dollars per contact', '`2 dollars per contact` is not a budget'],
    ])('and does not understand `budget: %s`', async (budget, message) => {
      const marketing = marketingCopy();
      withBudget(marketing, `budget: ${budget}`);
      expect(said((await check(marketing.folder)).problems, marketing.folder)).toEqual([`journeys/priced.yaml:3:9 ${message}`]);
    });

    it('and asks for no costs while a message has a mistake', async () => {
      const marketing = marketingCopy();
      withBudget(marketing, 'budget: $0.002 per contact');
      marketing.write('messages/bare.mjml', '<mj-section></mj-section>\n');
      const refuse: CostOf = () => Promise.reject(new Error('asked for costs'));
      const { problems } = await check(marketing.folder, refuse);
      expect(said(problems, marketing.folder)).toEqual([expect.stringMatching(/^messages\/bare\.mjml:/)]);
    });

    it('and asks for no costs where no journey has one', async () => {
      const marketing = marketingCopy();
      withBudget(marketing, '# none');
      const refuse: CostOf = () => Promise.reject(new Error('asked for costs'));
      expect((await check(marketing.folder, refuse)).problems).toEqual([]);
    });
  });

  it('shows problems as a table that is grouped by file', () => {
    const problem = { line: 1, column: 1, message: 'is wrong' };
    expect(
      problemTable([
        { ...problem, file: 'a.yaml', hint: 'mend it' },
        { ...problem, file: 'a.yaml', line: 12, column: 10 },
        { ...problem, file: 'b.yaml' },
      ]),
    ).toBe(
      ['a.yaml:1:1    is wrong', '              → mend it', 'a.yaml:12:10  is wrong', '', 'b.yaml:1:1  is wrong'].join('\n'),
    );
  });

  it('finds our own files in order, budgets included', slow, () => {
    const { status, stdout, stderr } = tributary('check', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, problems: [] });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('ends with 1 when there are mistakes, and with 2 when there is no such folder', slow, () => {
    const marketing = marketingCopy();
    marketing.write('features.yaml', 'count: 7\n');
    const found = tributary('check', '--marketing', marketing.folder);
    expect(found.status).toBe(1);
    expect(found.stdout).toContain(`${marketing.file('features.yaml')}:1:8  `);
    expect(found.stdout).toMatch(/\n1 mistake\.\n$/);

    const lost = tributary('check', '--marketing', marketing.file('nowhere'), '--json');
    expect(JSON.parse(lost.stdout)).toMatchObject({ ok: false, error: { message: expect.stringContaining('nowhere') } });
    expect(lost.status).toBe(2);
  });
});
