import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileMarketing, readMarketing } from '#infra/marketing.ts';
import { readTestFiles } from '#statemachines/simulator/journey-tests/find-test-files.ts';
import { runCase } from '#statemachines/simulator/journey-tests/run-case.ts';
import { tellCase } from '#statemachines/simulator/journey-tests/tell-case.ts';
import { marketingCopy } from '#test/support/marketing-folder.ts';
import { slow, tributary } from '#test/support/tributary.ts';

const run = (marketing: ReturnType<typeof marketingCopy>, ...args: string[]) => {
  const { status, stdout } = tributary('new', ...args, '--marketing', marketing.folder, '--json');
  return { status, result: JSON.parse(stdout) };
};

describe('tributary new', () => {
  it('begins a message and a journey that sends it, and both are in order', slow, async () => {
    const marketing = marketingCopy();
    expect(run(marketing, 'message', 'spring-offer')).toMatchObject({
      status: 0,
      result: { ok: true, files: [marketing.file('messages/spring-offer.mjml')] },
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
    const marketing = marketingCopy();
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
    ['there is no message yet', [], (marketing: ReturnType<typeof marketingCopy>) => marketing.remove('journeys')],
    ['customers enter by unsubscribing', ['--on', 'Unsubscribed'], () => {}],
  ])('begins a journey that is in order even if %s', slow, async (sentence, args, spoil) => {
    const marketing = marketingCopy();
    spoil(marketing);
    if (sentence.includes('message')) {
      for (const name of ['case-study', 'product-manual', 'webinar-invitation']) marketing.remove(`messages/${name}.mjml`);
    }
    expect(run(marketing, 'journey', 'first', ...args).status).toBe(0);
    expect((await readMarketing(marketing.folder)).problems).toEqual([]);
  });

  it.each([
    ['journey', 'journeys/mine.yaml'],
    ['journey', 'journeys/mine.test.yaml'],
    ['message', 'messages/mine.mjml'],
  ])('never overwrites a %s', slow, (kind, file) => {
    const marketing = marketingCopy();
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
  ])('refuses a %s called "%s"', slow, (kind, name, status) => {
    const marketing = marketingCopy();
    expect(run(marketing, kind, name)).toMatchObject({ status, result: { ok: false, error: { hint: expect.any(String) } } });
    expect(existsSync(marketing.file('outside.yaml'))).toBe(false);
  });

  it('refuses to send a message that is not there', slow, () => {
    const marketing = marketingCopy();
    const { result } = run(marketing, 'journey', 'spring', '--send', 'case-studi');
    expect(result.error).toMatchObject({ message: 'There is no message case-studi.', hint: 'did you mean `case-study`?' });
  });
});
