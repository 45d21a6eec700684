import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { marketingCopy } from '#test/support/marketing-folder.ts';
import { slow, tributary, tributaryHere } from '#test/support/tributary.ts';

const timeline = z.object({
  timeline: z.array(z.looseObject({ at: z.iso.datetime(), day: z.number(), step: z.string(), outcome: z.string() })),
});
const storyOf = (stdout: string) =>
  timeline.parse(JSON.parse(stdout)).timeline.map(({ day, outcome, step }) => `${day} ${outcome} ${step}`);

const simulate = (folder: string, ...args: string[]) => tributaryHere('simulate', 'lead-nurture', '--marketing', folder, ...args);

describe('tributary simulate', slow, () => {
  it('tells the story of a contact who does nothing but enter', () => {
    const { folder } = marketingCopy();
    const { status, stdout } = tributary('simulate', 'lead-nurture', '--marketing', folder);
    expect(status).toBe(0);
    expect(stdout.split('\n').slice(0, 5)).toEqual([
      '  Day 1   Mon 2 Nov 09:00   Lead Created',
      '  Day 1   Mon 2 Nov 09:00     → enters lead-nurture by Lead Created',
      '  Day 1   Mon 2 Nov 09:00     → variant of subject line: statement',
      '  Day 1   Mon 2 Nov 09:00     → sent product-manual “Your guide to induction cooking, Ada”',
      '  Day 1   Mon 2 Nov 09:00     → waits 2 days, until Wed 4 Nov 09:00',
    ]);
  });

  it('takes a contact and events, and answers with one object', async () => {
    const { folder, file, write } = marketingCopy();
    write('bo.json', '{"userId": "bo", "traits": {"firstName": "Bo", "timezone": "Asia/Tokyo"}}');
    const { stdout } = await simulate(
      folder,
      '--as',
      file('bo.json'),
      '--event',
      'day 2 at 08:15: Order Completed {"revenue": 59}',
      '--json',
    );
    expect(storyOf(stdout)).toEqual([
      '1 happened Lead Created',
      '1 entered enter',
      '1 variant split-subject-line',
      '1 not-sent send-product-manual',
      '1 waits Day 1 · wait 2 days',
      '2 happened Order Completed',
      '2 exited exit',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ startsAt: '2026-11-02T00:00:00.000Z', timeZone: 'Asia/Tokyo' });
  });

  it('plays a file of events with times of their own', async () => {
    const { folder, file, write } = marketingCopy();
    write(
      'events.ndjson',
      [
        { type: 'track', event: 'Order Completed', timestamp: '2026-05-30T10:00:00Z' },
        { type: 'track', event: 'Lead Created', timestamp: '2026-06-01T10:00:00Z' },
        { type: 'track', event: 'Email Sent', timestamp: '2026-06-01T10:00:01Z', properties: { message: 'of the export' } },
        { type: 'track', event: 'Demo Booked', at: 'day 2' },
      ]
        .map((event) => JSON.stringify(event))
        .join('\n'),
    );
    const { stdout } = await simulate(folder, '--events', file('events.ndjson'), '--json');
    expect(storyOf(stdout)).toEqual([
      '-1 happened Order Completed',
      '1 happened Lead Created',
      '1 entered enter',
      '1 variant split-subject-line',
      '1 sent send-product-manual',
      '1 waits Day 1 · wait 2 days',
      '2 happened Demo Booked',
      '2 converted goal',
    ]);
  });

  it('writes a page that holds every mail, and lets none of them run anything', async () => {
    const { folder, file, write } = marketingCopy();
    write('eve.json', '{"traits": {"email": "eve@example.com", "firstName": "<script>alert(1)</script>"}}');
    const { status } = await simulate(folder, '--as', file('eve.json'), '--html', file('page/story.html'));
    expect(status).toBe(0);
    const page = readFileSync(file('page/story.html'), 'utf8');
    expect(page.match(/<iframe sandbox title="[^"]*" srcdoc="[^"]*"/g)).toHaveLength(3);
    expect(page).not.toContain('<script');
    expect(page).not.toMatch(/<(link|img|script)[^>]+(href|src)="http/);
  });

  it('counts what becomes of a population, and says which lines could not be used', async () => {
    const { folder, file, write } = marketingCopy();
    write(
      'leads.ndjson',
      [
        '{"userId": "4", "traits": {"email": "a@example.com"}, "events": ["day 4: Order Completed"]}',
        '{"type": "track", "event": "Lead Created", "anonymousId": "x", "timestamp": "2026-10-05T10:00:00Z"}',
        '{"type": "identify", "anonymousId": "x", "userId": "2", "traits": {"email": "b@example.com"}, "timestamp": "2026-10-06T10:00:00Z"}',
        '{"userId": "3", "events": ["some day: Order Completed"]}',
        'not json',
      ].join('\n'),
    );
    const { status, stdout } = await simulate(folder, '--population', file('leads.ndjson'), '--json');
    expect(status).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      customers: 2,
      entered: 2,
      sent: { 'product-manual-question': 1, 'case-study': 2, 'webinar-invitation': 1 },
      notSent: { 'no-address': 1 },
      exited: { 'Order Completed': 1 },
      completed: 1,
      skippedLines: [{ line: 4 }, { line: 5 }],
    });
  });

  it('says why where nobody comes into the segment, and what to do', async () => {
    const { folder } = marketingCopy();
    const birthday = (...args: string[]) => tributaryHere('simulate', 'birthday', '--marketing', folder, ...args);
    expect(await birthday()).toMatchObject({
      status: 0,
      stdout:
        'Nobody enters birthday: only whoever comes into the segment `birthday-soon` does. Say who it is with --as, or what happens with --event.\n',
    });
    expect(JSON.parse((await birthday('--json')).stdout)).toMatchObject({ journey: 'birthday', timeline: [] });
    // Also where something happens, but not that.
    expect((await birthday('--event', 'day 2: Order Completed')).stdout).toMatch(
      /Order Completed\nNobody enters birthday: only /,
    );
  });

  it('lets contacts of a population come into a segment by what is known of them', async () => {
    const { folder, file, write } = marketingCopy();
    write(
      'contacts.ndjson',
      [
        '{"userId": "1", "traits": {"email": "a@example.com", "birthday": "1980-11-05"}}',
        '{"userId": "2", "traits": {"email": "b@example.com"}}',
      ].join('\n'),
    );
    const { status, stdout } = await tributaryHere(
      ...['simulate', 'birthday', '--marketing', folder, '--population', file('contacts.ndjson'), '--json'],
    );
    expect(status).toBe(0);
    const account = JSON.parse(stdout);
    expect(account).toMatchObject({ customers: 2, refused: [], skippedLines: [] });
    expect(account.entered).toBeGreaterThan(0);
  });

  it('does not say of a population that it stayed out because of segments that are not the journey’s', async () => {
    const { folder, file, write } = marketingCopy();
    const contact = '{"userId": "7", "traits": {"email": "a@example.com"}, "events": ["day 3: Order Completed"]}';
    write('contacts.ndjson', contact);
    const { stdout } = await tributaryHere(
      ...['simulate', 'birthday', '--marketing', folder, '--population', file('contacts.ndjson')],
    );
    expect(stdout).toBe(
      'birthday\n  customers  1\n  entered    0\n  completed  0\nNobody enters birthday: only whoever comes into the segment `birthday-soon` does.\n',
    );
    write('twice.ndjson', contact.replace('Order Completed', 'Lead Created'));
    expect((await simulate(folder, '--population', file('twice.ndjson'))).stdout).toMatch(
      /stayed out: has been in the journey, and it takes nobody twice +1\n/,
    );
  });

  it('tells shares of a population only where there are no more than entered', async () => {
    const { folder, file, write } = marketingCopy();
    write('leads.ndjson', '{"userId": "7", "traits": {}}');
    const { stdout } = await simulate(folder, '--population', file('leads.ndjson'));
    expect(stdout).toMatch(/not sent: no-address +3\n/);
    expect(stdout).toMatch(/completed +1 +100\.0 %/);
  });

  it.each([
    ['an event without a time', ['--event', 'Order Completed'], /Like "day 3: Order Completed"/],
    [
      'a property of another type',
      ['--event', 'day 2: Order Completed {"total": "much"}'],
      /`total` is a number, and this is text/,
    ],
    ['a slip in an event', ['--event', 'day 2: Ordr Completed'], /there is no event `Ordr Completed`/],
    ['a slip in a property', ['--event', 'day 2: Order Completed {"totl": 5}'], /has no property `totl`/],
    ['a slip in a variant', ['--variant', 'subject line=qestion'], /there is no variant `qestion`/],
    ['a slip in a split', ['--variant', 'subjct line=question'], /there is no split `subjct line`/],
    ['a variant without a split', ['--variant', 'question'], /Like "subject line=question"/],
    ['a task that is not the journey’s', ['--event', 'day 9: Task Completed: Cal the lead'], /there is no task `Cal the lead`/],
    ['a completion without its task', ['--event', 'day 9: Task Completed'], /which task is completed/],
    ['a start that is no time', ['--starts', 'monday'], /--starts is a time/],
    ['a contact and a population', ['--as', 'a.json', '--population', 'b.ndjson'], /stands alone/],
    ['a file that is not there', ['--events', 'nowhere.ndjson'], /cannot be read/],
  ])('does not understand %s', async (_, args, why) => {
    const { folder } = marketingCopy();
    const { status, stdout } = await simulate(folder, ...args, '--json');
    expect(status).toBe(2);
    const answer = z.object({ ok: z.literal(false), error: z.object({ message: z.string() }) }).parse(JSON.parse(stdout));
    expect(answer.error.message).toMatch(why);
  });
});

describe('tributary simulate, told what would fall to chance', slow, () => {
  it('gives the variant, and holds out', async () => {
    const { folder } = marketingCopy();
    expect(storyOf((await simulate(folder, '--variant', 'subject line=question', '--json')).stdout)).toContain(
      '1 sent send-product-manual-question',
    );
    expect(storyOf((await simulate(folder, '--held-out', '--json')).stdout)).toEqual([
      '1 happened Lead Created',
      '1 held-out enter',
    ]);
    expect(await tributaryHere('simulate', 'after-test-drive', '--marketing', folder, '--held-out')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('after-test-drive holds nobody out'),
    });
  });

  it('completes a task that the journey has given, as tests call it; also in a population', async () => {
    const { folder, file, write } = marketingCopy();
    const done = 'Task Completed: call about the care plan {"outcome": "accepted"}';
    const crossSell = (...args: string[]) => tributaryHere('simulate', 'cross-sell-care-plan', '--marketing', folder, ...args);
    const told = await crossSell('--event', 'day -183: Oven Registered', '--event', `day 9: ${done}`);
    expect(told.stdout).toContain('→ the task “call about the care plan” is done');
    // A day that is so long leaves what happens below each other.
    expect(told.stdout.split('\n').slice(0, 2)).toEqual([
      '  Day -183 Sat 2 May 09:00  Oven Registered',
      '  Day 1   Mon 2 Nov 03:00     → is now in the segment owns-oven-without-care-plan',
    ]);
    write(
      'owners.ndjson',
      ['1', '2', '3', '4', '5']
        .map((userId) =>
          JSON.stringify({
            userId,
            traits: { email: `${userId}@example.com` },
            events: ['day -183: Oven Registered', `day 9: ${done}`],
          }),
        )
        .join('\n'),
    );
    const account = JSON.parse((await crossSell('--population', file('owners.ndjson'), '--json')).stdout);
    expect(account.entered).toBeGreaterThan(0);
    expect(account.resumed).toEqual({ 'call about the care plan': account.entered });
  });

  it('says what has no effect in files, and which lines of a population name events that there are not', async () => {
    const { folder, file, write } = marketingCopy();
    write('bo.json', '{"userId": "bo", "traits": {"firstNam": "Bo", "leadScore": "many"}}');
    const { status, stdout } = await simulate(folder, '--as', file('bo.json'), '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout).slips).toEqual([
      { message: 'there is no trait `firstNam` in marketing/vocabulary.yaml', hint: 'did you mean `firstName`?' },
      expect.objectContaining({ message: '`leadScore` is a number, and this is text' }),
    ]);
    write(
      'leads.ndjson',
      [
        '{"userId": "1", "events": ["day 3: Ordr Completed"]}',
        '{"userId": "2", "traits": {"firstNam": "Bo"}}',
        '{"type": "track", "event": "Leed Created", "userId": "3", "timestamp": "2026-11-02T09:00:00Z"}',
        '{"type": "track", "event": "Leed Created", "userId": "4", "timestamp": "2026-11-02T09:00:00Z"}',
      ].join('\n'),
    );
    const many = await simulate(folder, '--population', file('leads.ndjson'));
    expect(many.status).toBe(3);
    expect(many.stdout).toContain(
      `${file('leads.ndjson')}:1  there is no event \`Ordr Completed\` (did you mean \`Order Completed\`?)`,
    );
    expect(many.stdout).toContain(`${file('leads.ndjson')}:2  there is no trait \`firstNam\``);
    expect(many.stdout).toContain(':3  there is no event `Leed Created` (did you mean `Lead Created`?), and in 1 other line');
  });
});

describe('tributary test', slow, () => {
  const test = (folder: string, ...args: string[]) => tributaryHere('test', '--marketing', folder, ...args);

  it('passes where every case holds', async () => {
    const { folder } = marketingCopy();
    const { status, stdout } = await test(folder, '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, failed: 0, problems: [] });
    expect(JSON.parse(stdout).passed).toBeGreaterThan(10);
  });

  it('tells the story of a case that does not hold, for people and for programs', async () => {
    const { folder, write } = marketingCopy();
    write(
      'journeys/lead-nurture.test.yaml',
      'cases:\n  - name: is nobody\n    given: { events: [{ day 1: Lead Created }] }\n    expect: { sent: [] }\n',
    );
    const forPeople = await test(folder, 'lead-nurture');
    expect(forPeople.status).toBe(1);
    expect(forPeople.stdout).toMatch(/lead-nurture\.test\.yaml:2 {2}somebody in lead-nurture who is nobody\n/);
    expect(forPeople.stdout).toMatch(/\+ Day 3 .*sent case-study.*← not expected/);
    const forPrograms = JSON.parse((await test(folder, 'lead-nurture', '--json')).stdout);
    expect(forPrograms).toMatchObject({ ok: false, passed: 0, failed: 1, cases: [{ ok: false, line: 2 }] });
    expect(forPrograms.cases[0].differences).toHaveLength(3);
  });

  it('says what is wrong with a file of tests, and with the journey it is about', async () => {
    const { folder, write } = marketingCopy();
    write('journeys/other.test.yaml', 'cases: []\n');
    write('journeys/broken.yaml', 'steps: []\n');
    write('journeys/broken.test.yaml', 'cases: []\n');
    const { status, stdout } = await test(folder, '--json');
    expect(status).toBe(1);
    const { ok, failed, problems } = JSON.parse(stdout);
    expect({ ok, failed }).toEqual({ ok: false, failed: 0 });
    expect(problems.map(({ message }: { message: string }) => message)).toEqual(
      expect.arrayContaining(['there is no journey `other`', '`description` is missing']),
    );
    expect(JSON.stringify(problems)).not.toContain('no journey `broken`');
  });

  it('does not understand a test that is not there', async () => {
    const { folder } = marketingCopy();
    expect((await test(folder, 'nothing')).status).toBe(2);
  });
});
