import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileMarketing, readMarketing } from '#infra/marketing.ts';
import { readFileTests } from '#statemachines/simulator/file-tests/find-tests.ts';
import { readTestFiles } from '#statemachines/simulator/journey-tests/find-test-files.ts';
import { runCase } from '#statemachines/simulator/journey-tests/run-case.ts';
import { tellCase } from '#statemachines/simulator/journey-tests/tell-case.ts';
import { marketingCopy } from '#test/support/marketing-folder.ts';
import { slow, tributary } from '#test/support/tributary.ts';

const run = (marketing: ReturnType<typeof marketingCopy>, ...args: string[]) => {
  const { status, stdout } = tributary('new', ...args, '--marketing', marketing.folder, '--json');
  return { status, result: JSON.parse(stdout) };
};

const removeMessages = (marketing: ReturnType<typeof marketingCopy>, ...kept: readonly string[]): void => {
  for (const file of readdirSync(marketing.file('messages'))) {
    if (!file.startsWith('_') && !kept.includes(file)) marketing.remove(`messages/${file}`);
  }
};

/** Our own marketing files without our journeys, and with one message: what is checked is what was begun. */
const aMarketingFolder = () => {
  const marketing = marketingCopy();
  removeMessages(marketing, 'case-study.mjml');
  marketing.remove('journeys');
  mkdirSync(marketing.file('journeys'));
  return marketing;
};

/** What does not hold of the tests of a segment or a message, each case as it is told. */
const failuresOf = async (marketing: ReturnType<typeof marketingCopy>, file: string): Promise<readonly string[]> => {
  const { tests, problems } = readFileTests([marketing.file(file)], await compileMarketing(marketing.folder));
  expect(problems).toEqual([]);
  const results = await Promise.all(tests.flatMap(({ cases }) => cases.map(({ run: play }) => play())));
  expect(results.length).toBeGreaterThan(1);
  return results.filter(({ differences }) => differences.length > 0).map(({ tell }) => tell());
};

/** What does not hold of the tests of a journey. */
const storiesThatFail = async (marketing: ReturnType<typeof marketingCopy>, file: string): Promise<readonly string[]> => {
  const compiled = await compileMarketing(marketing.folder);
  const { tests, problems } = readTestFiles([marketing.file(file)], compiled);
  expect(problems).toEqual([]);
  const results = await Promise.all(tests.flatMap((each) => each.tests.cases.map((_, index) => runCase(each, index, compiled))));
  expect(results.length).toBeGreaterThan(0);
  return results.filter(({ differences }) => differences.length > 0).map(tellCase);
};

const replaceIn = (marketing: ReturnType<typeof marketingCopy>, file: string, from: string, to: string): void => {
  const text = marketing.read(file);
  expect(text).toContain(from);
  marketing.write(file, text.replace(from, to));
};

/** An event of the team's own. */
const declare = (marketing: ReturnType<typeof marketingCopy>, event: string): void => {
  const text = readFileSync(marketing.file('vocabulary.yaml'), 'utf8');
  const line = `  ${JSON.stringify(event)}: {}`;
  marketing.write(
    'vocabulary.yaml',
    /^events:$/m.test(text) ? text.replace(/^events:$/m, `events:\n${line}`) : `${text}\nevents:\n${line}\n`,
  );
};

describe('tributary new', () => {
  it('begins a message and a journey that sends it, and both are in order', slow, async () => {
    const marketing = aMarketingFolder();
    declare(marketing, "Anna's: Event");
    expect(run(marketing, 'message', 'spring-offer')).toMatchObject({
      status: 0,
      result: {
        ok: true,
        files: [marketing.file('messages/spring-offer.mjml'), marketing.file('messages/spring-offer.test.yaml')],
      },
    });
    expect(run(marketing, 'journey', 'spring', '--send', 'spring-offer', '--on', "Anna's: Event").status).toBe(0);

    const { problems, journeys, messages } = await readMarketing(marketing.folder);
    expect(problems).toEqual([]);
    expect(messages.map(({ message }) => message)).toContain('spring-offer');
    expect(journeys.find((each) => each.journey === 'spring')?.rules).toMatchObject({
      enter: { on: "Anna's: Event" },
      exits: [{ on: 'Unsubscribed' }],
    });
    expect(readFileSync(marketing.file('journeys/spring.yaml'), 'utf8')).toMatch(
      /^# yaml-language-server: \$schema=\S+journey.schema.json\n/,
    );
  });

  it.each([
    ['everybody may be written to', 'implied', 'Lead Created'],
    ['only subscribers may be written to', 'explicit', 'Lead Created'],
    ['only subscribers may be written to, and subscribing is how they enter', 'explicit', 'Subscribed'],
    ['nobody who enters may be written to', 'implied', 'Unsubscribed'],
  ])('begins the tests of the journey with it, and they pass: %s', slow, async (_sentence, consent, on) => {
    const marketing = aMarketingFolder();
    const channels = readFileSync(marketing.file('channels.yaml'), 'utf8');
    marketing.write('channels.yaml', channels.replace('consent: implied', `consent: ${consent}`));
    expect(run(marketing, 'journey', 'spring', '--on', on).result.files).toContain(marketing.file('journeys/spring.test.yaml'));

    const compiled = await compileMarketing(marketing.folder);
    const { tests, problems } = readTestFiles([marketing.file('journeys/spring.test.yaml')], compiled);
    expect(problems).toEqual([]);
    for (const file of tests) {
      for (const [index] of file.tests.cases.entries()) {
        const result = await runCase(file, index, compiled);
        expect(result.differences, tellCase(result)).toEqual([]);
      }
    }
    expect(tests.flatMap((file) => file.tests.cases).length).toBe(on === 'Unsubscribed' ? 1 : 2);
  });

  it.each([
    ['there is no message yet', [], (marketing: ReturnType<typeof marketingCopy>) => removeMessages(marketing)],
    ['customers enter by unsubscribing', ['--on', 'Unsubscribed'], () => {}],
  ])('begins a journey that is in order even if %s', slow, async (_sentence, args, spoil) => {
    const marketing = aMarketingFolder();
    spoil(marketing);
    expect(run(marketing, 'journey', 'first', ...args).status).toBe(0);
    expect((await readMarketing(marketing.folder)).problems).toEqual([]);
  });

  it('begins a segment that is in order', slow, async () => {
    const marketing = aMarketingFolder();
    const files = [marketing.file('segments/spring-buyers.yaml'), marketing.file('segments/spring-buyers.test.yaml')];
    expect(run(marketing, 'segment', 'spring-buyers')).toMatchObject({ status: 0, result: { ok: true, files } });
    const { problems, segments } = await readMarketing(marketing.folder);
    expect(problems).toEqual([]);
    expect(segments.find(({ segment }) => segment === 'spring-buyers')?.when).toContain('orders.count > 0');
    expect(readFileSync(marketing.file('segments/spring-buyers.yaml'), 'utf8')).toMatch(
      /^# yaml-language-server: \$schema=\S+\/docs\/reference\/segment\.schema\.json\n/,
    );
  });

  it.each(['UTC', 'Pacific/Auckland', 'America/Los_Angeles'])(
    'begins the tests of the segment with it, and they pass by the nights of %s, until the segment is another one',
    slow,
    async (timeZone) => {
      const marketing = aMarketingFolder();
      replaceIn(marketing, 'sending.yaml', 'time zone: UTC', `time zone: ${timeZone}`);
      run(marketing, 'segment', 'spring-buyers');
      expect(marketing.read('segments/spring-buyers.test.yaml')).toMatch(
        /^# yaml-language-server: \$schema=\S+\/docs\/reference\/segment-test\.schema\.json\n/,
      );
      expect(await failuresOf(marketing, 'segments/spring-buyers.test.yaml')).toEqual([]);
      replaceIn(marketing, 'segments/spring-buyers.yaml', '<= 30', '<= 40');
      expect(await failuresOf(marketing, 'segments/spring-buyers.test.yaml')).toEqual([
        expect.stringMatching(/^\+ Day 34 .*is a member of spring-buyers {3}← should be not a member$/m),
      ]);
    },
  );

  it('begins the tests of the message with it, and they pass until the message is another one', slow, async () => {
    const marketing = aMarketingFolder();
    run(marketing, 'message', 'spring-offer');
    expect(marketing.read('messages/spring-offer.test.yaml')).toMatch(
      /^# yaml-language-server: \$schema=\S+\/docs\/reference\/message-test\.schema\.json\n/,
    );
    expect(await failuresOf(marketing, 'messages/spring-offer.test.yaml')).toEqual([]);
    replaceIn(marketing, 'messages/spring-offer.mjml', 'and welcome', 'and good morning');
    expect(await failuresOf(marketing, 'messages/spring-offer.test.yaml')).toEqual([
      expect.stringContaining('  | Hello and good morning,\n- | Hello and welcome,   ← expected, and not there\n'),
    ]);
  });

  it.each([
    ['by an event', 'at-risk', 'implied'],
    ['by what is known of them', 'birthday-soon', 'implied'],
    ['and may be written to only if they subscribe', 'at-risk', 'explicit'],
    ['of a first draft', 'spring-buyers', 'implied'],
  ])('begins a journey for those who come into a segment %s, and its tests pass', slow, async (_sentence, segment, consent) => {
    const marketing = aMarketingFolder();
    replaceIn(marketing, 'channels.yaml', 'consent: implied', `consent: ${consent}`);
    if (segment === 'spring-buyers') run(marketing, 'segment', segment);
    expect(run(marketing, 'journey', 'come-back', '--segment', segment).status).toBe(0);
    const { problems, journeys } = await readMarketing(marketing.folder);
    expect(problems).toEqual([]);
    expect(journeys.find(({ journey }) => journey === 'come-back')?.rules.enter).toMatchObject({ on: 'Segment Entered' });
    expect(await storiesThatFail(marketing, 'journeys/come-back.test.yaml')).toEqual([]);
    replaceIn(marketing, 'journeys/come-back.yaml', '  - send: case-study\n', '');
    expect(await storiesThatFail(marketing, 'journeys/come-back.test.yaml')).not.toEqual([]);
  });

  it('begins a journey for a segment whose tests bring nobody into it', slow, async () => {
    const marketing = aMarketingFolder();
    marketing.remove('segments/vip.test.yaml');
    expect(run(marketing, 'journey', 'come-back', '--segment', 'vip').status).toBe(0);
    expect(await storiesThatFail(marketing, 'journeys/come-back.test.yaml')).toEqual([]);
  });

  it('refuses a journey for a segment that was misspelt, and one for an event and a segment', slow, () => {
    const marketing = aMarketingFolder();
    expect(run(marketing, 'journey', 'spring', '--segment', 'at-riks')).toMatchObject({
      status: 1,
      result: { error: { message: 'There is no segment at-riks.', hint: 'did you mean `at-risk`?' } },
    });
    expect(run(marketing, 'journey', 'spring', '--segment', 'at-risk', '--on', 'Lead Created').status).toBe(2);
    expect(existsSync(marketing.file('journeys/spring.yaml'))).toBe(false);
  });

  it('begins a journey whose comments are right as well', slow, async () => {
    const marketing = aMarketingFolder();
    run(marketing, 'journey', 'spring');
    const draft = readFileSync(marketing.file('journeys/spring.yaml'), 'utf8');
    const uncommented = draft.replaceAll(/^( *)# (?=- |when:|audience:|goal:| {2}\S| {4,}\S)/gm, '$1');
    expect(uncommented).not.toBe(draft);
    marketing.write('journeys/spring.yaml', uncommented);
    const { problems, journeys } = await readMarketing(marketing.folder);
    expect(problems).toEqual([]);
    expect(journeys.find(({ journey }) => journey === 'spring')?.rules).toMatchObject({
      enter: { when: 'orders.count == 0' },
      audience: "traits.country in ['DE', 'AT']",
      exitsWhen: [{ when: 'orders.count > 3' }],
      goal: { on: 'Order Completed' },
    });
  });

  it.each([
    ['was misspelt', 'Lead Createt', 'did you mean `Lead Created`?'],
    ['nobody has declared', 'Something Quite Different Happened', 'vocabulary.yaml'],
  ])('refuses a journey that begins by an event which %s', slow, (_sentence, on, hint) => {
    const marketing = aMarketingFolder();
    const { status, result } = run(marketing, 'journey', 'spring', '--on', on);
    expect({ status, error: result.error }).toMatchObject({
      status: 1,
      error: { message: `There is no event ${on}.`, hint: expect.stringContaining(hint) },
    });
    expect(existsSync(marketing.file('journeys/spring.yaml'))).toBe(false);
  });

  it.each([
    ['journey', 'journeys/mine.yaml'],
    ['journey', 'journeys/mine.test.yaml'],
    ['message', 'messages/mine.mjml'],
    ['message', 'messages/mine.test.yaml'],
    ['segment', 'segments/mine.yaml'],
    ['segment', 'segments/mine.test.yaml'],
  ])('never overwrites a %s', slow, (kind, file) => {
    const marketing = aMarketingFolder();
    marketing.write(file, 'mine\n');
    const { status, result } = run(marketing, kind, 'mine');
    expect({ status, result }).toMatchObject({ status: 1, result: { ok: false, error: { code: 'exists' } } });
    expect(readFileSync(marketing.file(file), 'utf8')).toBe('mine\n');
    // All or nothing.
    expect(readdirSync(marketing.file(dirname(file))).filter((name) => name.startsWith('mine'))).toEqual([basename(file)]);
  });

  it.each([
    ['journey', 'Spring Offer', 2],
    ['journey', '../outside', 2],
    ['message', '../outside', 2],
    ['message', 'Spring', 2],
    ['segment', '../outside', 2],
    ['segment', 'Spring', 2],
    ['segment', 's'.repeat(51), 2],
  ])('refuses a %s called "%s"', slow, (kind, name, status) => {
    const marketing = aMarketingFolder();
    expect(run(marketing, kind, name)).toMatchObject({ status, result: { ok: false, error: { hint: expect.any(String) } } });
    expect(existsSync(marketing.file('outside.yaml'))).toBe(false);
  });

  it('refuses to send a message that is not there', slow, () => {
    const marketing = aMarketingFolder();
    const { result } = run(marketing, 'journey', 'spring', '--send', 'case-studi');
    expect(result.error).toMatchObject({ message: 'There is no message case-studi.', hint: 'did you mean `case-study`?' });
  });
});
