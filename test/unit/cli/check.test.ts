import { mkdirSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMarketing } from '#infra/marketing.ts';
import { marketingCopy } from '#test/support/marketing-folder.ts';
import { slow, tributary } from '#test/support/tributary.ts';
import { type CostOf, checkMarketing } from '../../../bin/commands/check/check-marketing.ts';
import { noteLines } from '../../../bin/commands/check/note-lines.ts';
import { problemTable } from '../../../bin/commands/check/problem-table.ts';

const costing =
  (dollars: number): CostOf =>
  async (journeys) =>
    new Map(journeys.map((journey) => [journey, { dollars, parts: [['SES', dollars]] }]));

const check = async (folder: string, costOf = costing(0)) => checkMarketing(await readMarketing(folder), folder, costOf);
const said = (list: readonly { file: string; line: number; column: number; message: string }[], folder: string) =>
  list.map(({ file, line, column, message }) => `${resolve(file).replace(`${folder}/`, '')}:${line}:${column} ${message}`);

/** The problems as the command shows them: on one line each, without what to do. */
const told = (folder: string) =>
  tributary('check', '--marketing', folder)
    .stdout.split('\n')
    .filter((line) => line.startsWith(folder))
    .map((line) => line.replace(`${folder}/`, '').replace(/ {2,}/, ' '));

/** With the tests of messages, which tell of the events that journeys send them for. */
const removeJourneys = (marketing: ReturnType<typeof marketingCopy>): void => {
  marketing.remove('journeys');
  const messages = readdirSync(marketing.file('messages'));
  for (const name of messages) if (name.endsWith('.test.yaml')) marketing.remove(`messages/${name}`);
};

describe('tributary check', () => {
  it('finds the mistakes of all files at once, each where it is, sorted by place', slow, async () => {
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

  it('finds mistakes in the tests of journeys, but says nothing of tests whose journey is not in order', slow, async () => {
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
    removeJourneys(marketing);
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

  describe('does not let a mistake in one file hide those in others, nor cause any there:', () => {
    const employees = 'employees: number';
    type Change = readonly [file: string, from: string, to: string];
    const aWrongTrait: Change = ['vocabulary.yaml', employees, 'employees: nummer'];
    const aWrongSegment: Change = ['segments/vip.yaml', 'orders.count', 'orders.cuont'];
    const aWrongStep: Change = ['journeys/lead-nurture.yaml', 'send: case-study', 'send: case-studie'];
    const aWrongTest: Change = ['journeys/win-back.test.yaml', 'expect:', 'expct:'];
    const segment = /^segments\/vip\.yaml:3:\d+ there is no field of `orders` called `cuont`$/;
    const step = /^journeys\/lead-nurture\.yaml:\d+:11 there is no message `case-studie`$/;
    const test = /^journeys\/win-back\.test\.yaml:\d+:\d+ there is no field `expct` here$/;

    it.each<readonly [string, readonly Change[], readonly RegExp[]]>([
      [
        'a trait of a wrong type',
        [aWrongTrait, aWrongStep, aWrongSegment, aWrongTest],
        [step, test, segment, /^vocabulary\.yaml:\d+:14 a type is one of/],
      ],
      [
        'a trait of a wrong type that conditions and steps ask for',
        [['vocabulary.yaml', 'accountOwner: {', 'accountOwner: { tpye: text,'], aWrongStep],
        [step, /^vocabulary\.yaml:\d+:19 there is no field `tpye` here$/],
      ],
      [
        'the field of all traits',
        [['vocabulary.yaml', 'traits:', 'trait:'], aWrongStep],
        [step, /^vocabulary\.yaml:9:1 there is no field `trait` here$/],
      ],
      [
        'a vocabulary that is no YAML',
        [['vocabulary.yaml', 'traits:', 'traits: {'], aWrongStep, aWrongSegment, aWrongTest],
        [step, test, segment, /^vocabulary\.yaml:9:9 not readable: the `\{` of `traits` is never closed$/],
      ],
      [
        'an event of a wrong form that a journey waits for',
        [['vocabulary.yaml', '  Car Configured:', '  Car Configured: text\n  Car Drawn:'], aWrongSegment],
        [segment, /^vocabulary\.yaml:\d+:19 an event holds its properties/],
      ],
      [
        'a coupon with a misspelt field',
        [['coupons.yaml', 'value: 15 %', 'valeu: 15 %'], aWrongTest],
        [/^coupons\.yaml:\d+:3 there is no field `valeu` here$/, test],
      ],
      [
        'coupons that are no YAML',
        [['coupons.yaml', 'birthday:', 'birthday'], aWrongTest],
        [/^coupons\.yaml:\d+:1 not readable: `birthday` is no field: it has no colon$/, test],
      ],
      [
        'a destination without its secret',
        [['destinations.yaml', '  secret: zapier', ''], aWrongTest],
        [/^destinations\.yaml:\d+:1 `secret` is missing$/, test],
      ],
      [
        'a wrong field of the sending policy',
        [
          ['sending.yaml', 'window: none', 'windw: none'],
          ['messages/win-back.mjml', 'topic: offers', 'topic: offres'],
          aWrongTest,
        ],
        [test, /^messages\/win-back\.mjml:\d+:\d+ .*offres/, /^sending\.yaml:\d+:1 there is no field `windw` here$/],
      ],
      [
        'a place with a misspelt field',
        [['places/dealers.yaml', 'latitude', 'lattitude'], aWrongTest],
        [test, /^places\/dealers\.yaml:\d+:3 there is no field `lattitude` here$/],
      ],
      [
        'channels and features',
        [['channels.yaml', 'replyTo', 'reply'], ['features.yaml', 'count:', 'counts:'], aWrongTest],
        [/^channels\.yaml:\d+:3 there is no field `reply` here$/, /^features\.yaml:\d+:1 there is no field `counts` here$/, test],
      ],
      ['a message', [['messages/case-study.mjml', 'subject:', 'sbject:'], aWrongTest], [test, /^messages\/case-study\.mjml:/]],
      [
        'a segment that journeys ask for, and its name',
        [['segments/at-risk.yaml', 'description:', 'descripton:'], aWrongStep],
        [step, /^segments\/at-risk\.yaml:\d+:1 there is no field `descripton` here$/],
      ],
    ])('%s', async (_, changes, expected) => {
      const marketing = marketingCopy();
      for (const [file, from, to] of changes) {
        const text = marketing.read(file);
        expect(text, file).toContain(from);
        marketing.write(file, text.replace(from, to));
      }
      const { problems } = await check(marketing.folder);
      expect(said(problems, marketing.folder)).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
    });

    it('a vocabulary that is missing', async () => {
      const marketing = marketingCopy();
      marketing.remove('vocabulary.yaml');
      expect(said((await check(marketing.folder)).problems, marketing.folder)).toEqual([
        'vocabulary.yaml:1:1 the file that declares traits and events is missing',
      ]);
    });
  });

  describe('holds a journey to its budget', () => {
    const withBudget = (marketing: ReturnType<typeof marketingCopy>, budget: string) => {
      removeJourneys(marketing);
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

    it('and asks for no costs while a message that it sends has a mistake', async () => {
      const marketing = marketingCopy();
      withBudget(marketing, 'budget: $0.002 per contact');
      marketing.write('messages/case-study.mjml', '<mj-section></mj-section>\n');
      const refuse: CostOf = () => Promise.reject(new Error('asked for costs'));
      const { problems } = await check(marketing.folder, refuse);
      expect(said(problems, marketing.folder)).toEqual([expect.stringMatching(/^messages\/case-study\.mjml:/)]);
    });

    it('though it also sends more than its caps allow', async () => {
      const marketing = marketingCopy();
      withBudget(marketing, 'budget: $0.002 per contact');
      const steps = 'steps: [{send: case-study}, {send: product-manual}, {send: webinar-invitation}]';
      marketing.write('journeys/priced.yaml', marketing.read('journeys/priced.yaml').replace(/steps: .*/, steps));
      expect(said((await check(marketing.folder, costing(0.003))).problems, marketing.folder)).toEqual([
        expect.stringMatching(/^journeys\/priced\.yaml:3:9 a contact costs \$0\.003/),
        expect.stringMatching(/^journeys\/priced\.yaml:4:\d+ this would be message 3 within/),
      ]);
    });

    it('whatever else is wrong with the whole of it: counted with each of its steps', slow, () => {
      const marketing = marketingCopy();
      withBudget(marketing, 'budget: $0.0003 per contact');
      const steps = [
        '- send: case-study',
        '- wait: 100 days',
        '- wait: 100 days',
        '- send: case-study',
        '- branch:',
        '    - if: orders.count > 3',
        '      then: [{ end: enough }]',
        '  else: [{ end: for now }]',
        '- send: product-manual',
      ];
      marketing.write(
        'journeys/priced.yaml',
        marketing.read('journeys/priced.yaml').replace(/steps: .*/, ['steps:', ...steps.map((line) => `  ${line}`)].join('\n')),
      );
      expect(told(marketing.folder)).toEqual([
        expect.stringMatching(/^journeys\/priced\.yaml:3:9 a contact costs \$0\.000\d+ on average, and the budget is \$0\.0003$/),
        'journeys/priced.yaml:7:5 this wait follows another one',
        'journeys/priced.yaml:8:5 this is the second step called `send case-study` (the first is step 1)',
        'journeys/priced.yaml:13:5 nobody ever comes to this step: all ways before it end the journey',
      ]);
    });

    it('with the arms as likely as it says, as `cost` counts it', slow, () => {
      const marketing = marketingCopy();
      const steps =
        'steps: [{branch: [{if: orders.count > 3, name: dear, then: [{send: case-study}, {send: product-manual}]}], name: who}]';
      const write = (likely: string) => {
        withBudget(marketing, `budget: $0.0002 per contact\n${likely}`);
        marketing.write('journeys/priced.yaml', marketing.read('journeys/priced.yaml').replace(/steps: .*/, steps));
      };
      write('likely: {who: {dear: 90%}}');
      expect(told(marketing.folder)).toEqual([expect.stringMatching(/^journeys\/priced\.yaml:3:9 a contact costs/)]);
      write('likely: {who: {dear: 10%}}');
      expect(told(marketing.folder)).toEqual([]);
      write('likely: {whoo: {dear: 90%}}');
      expect(told(marketing.folder)).toEqual(['journeys/priced.yaml:4:10 there is no step `whoo` at which ways part']);
    });

    it('unless nobody would get through', slow, () => {
      const marketing = marketingCopy();
      withBudget(marketing, 'exit: [{ on: Lead Created }]\nbudget: $0.00001 per contact');
      expect(told(marketing.folder)).toEqual([
        expect.stringMatching(/^journeys\/priced\.yaml:3:14 `Lead Created` is what customers enter by/),
      ]);
    });

    it('though a file that it does not need has a mistake', async () => {
      const marketing = marketingCopy();
      withBudget(marketing, 'budget: $0.002 per contact');
      marketing.write('features.yaml', 'counts: []\n');
      marketing.write('coupons.yaml', 'winback: { pool: true }\n');
      const { problems } = await check(marketing.folder, costing(0.003));
      expect(said(problems, marketing.folder)).toContainEqual(
        expect.stringMatching(/^journeys\/priced\.yaml:3:9 a contact costs/),
      );
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

  it('notes all of a kind on one line, wrapped where it is long', () => {
    const note = { file: 'a.yaml', line: 1, column: 1, message: 'nothing uses it' };
    const traits = Array.from({ length: 20 }, (_, index) => `trait${index}`);
    expect(
      noteLines([
        { ...note, kind: 'segments that no journey asks for', names: ['new'] },
        { ...note, kind: 'traits that nothing speaks of', names: traits },
        { ...note, kind: 'segments that no journey asks for', names: ['vip'] },
      ]),
    ).toEqual([
      '  segments that no journey asks for: new, vip',
      `  traits that nothing speaks of: ${traits.slice(0, 8).join(', ')},`,
      `    ${traits.slice(8, 19).join(', ')},`,
      `    ${traits.slice(19).join(', ')}`,
    ]);
  });

  it('finds our own files in order, budgets included', slow, () => {
    const { status, stdout, stderr } = tributary('check', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, problems: [] });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('leaves alone what editors and systems put beside the files', slow, async () => {
    const marketing = marketingCopy();
    for (const folder of ['journeys', 'segments', 'scores', 'places'])
      for (const name of ['.#welcome.yaml', '._welcome.test.yaml']) marketing.write(`${folder}/${name}`, 'no: [yaml\n');
    marketing.write('messages/._welcome.mjml', '<mj-');
    expect((await check(marketing.folder)).problems).toEqual([]);
  });

  it('says what the system says of a file that cannot be read, without the way there in the program', slow, () => {
    const marketing = marketingCopy();
    mkdirSync(marketing.file('journeys/folder.yaml'));
    const { status, stderr } = tributary('check', '--marketing', marketing.folder);
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(/^EISDIR[^\n]*\n$/) });
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
