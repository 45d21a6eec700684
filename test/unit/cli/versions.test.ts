import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { marketingCopy } from '#test/support/marketing-folder.ts';
import { slow, tributaryHere } from '#test/support/tributary.ts';

/** A copy of the marketing files in a git repository of its own, with one commit. */
const repository = () => {
  const copy = marketingCopy();
  const git = (...command: string[]) =>
    execFileSync('git', ['-C', copy.folder, '-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...command], {
      encoding: 'utf8',
    });
  git('init', '--quiet', '--initial-branch', 'main');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'as it was');
  return { ...copy, git };
};

const replayed = z.looseObject({
  changes: z.array(
    z.looseObject({
      kind: z.string(),
      what: z.string(),
      name: z.string(),
      customers: z.number(),
      laterBy: z.number().optional(),
    }),
  ),
  now: z.looseObject({ entered: z.number() }),
});

const events = (customers: number): string =>
  Array.from({ length: customers }, (_, index) => [
    { type: 'identify', userId: `c${index}`, traits: { email: `c${index}@example.com` }, timestamp: '2026-10-01T08:00:00Z' },
    { type: 'track', userId: `c${index}`, event: 'Lead Created', timestamp: '2026-10-01T09:00:00Z' },
    { type: 'track', userId: `c${index}`, event: 'Email Sent', timestamp: '2026-10-01T09:00:01Z' },
  ])
    .flat()
    .map((event) => JSON.stringify(event))
    .join('\n');

describe('versions of the marketing files', slow, () => {
  it('are the same in meaning before anything is changed', async () => {
    const { folder } = repository();
    expect(await tributaryHere('diff', 'HEAD', '--marketing', folder)).toMatchObject({
      status: 0,
      stdout: 'Nothing is different in meaning.\n',
    });
  });

  it('are compared in meaning, as text and as Markdown, and their events are replayed', async () => {
    const { folder, file, read, write } = repository();
    write('journeys/lead-nurture.yaml', read('journeys/lead-nurture.yaml').replace('wait: 2 days', 'wait: 4 days'));
    const text = await tributaryHere('diff', 'main', '--marketing', folder);
    expect(text.stdout).toContain('~ Day 1: wait 2 days → wait 4 days');
    expect(text.stdout).toMatch(/~ send case-study: Day 3 → Day 5/);
    expect((await tributaryHere('diff', 'main', '--marketing', folder, '--markdown')).stdout).toContain(
      '### Journey `lead-nurture`',
    );

    write('events.ndjson', events(40));
    const answer = await tributaryHere(
      'replay',
      'lead-nurture',
      '--events',
      file('events.ndjson'),
      '--against',
      'main',
      '--marketing',
      folder,
      '--json',
    );
    const { changes, now } = replayed.parse(JSON.parse(answer.stdout));
    // 40 leads, of whom the holdout leaves some alone; it is the same in both versions.
    expect(now.entered).toBeGreaterThan(30);
    expect(changes).toContainEqual(
      expect.objectContaining({
        kind: 'moved',
        what: 'mail',
        name: 'case-study',
        customers: now.entered,
        laterBy: 2 * 86_400_000,
      }),
    );
    expect(changes.filter(({ kind }) => kind !== 'moved')).toEqual([]);
  });

  it('do not call a journey unchanged that was not there', async () => {
    const { folder, file, write } = repository();
    write('journeys/newcomer.yaml', 'description: x\nenter: {on: Demo Booked}\nsteps: [{send: case-study}]\n');
    write('events.ndjson', events(1));
    const { stdout } = await tributaryHere(
      ...['replay', 'newcomer', '--events', file('events.ndjson'), '--against', 'main', '--marketing', folder],
    );
    expect(stdout).toMatch(/At \w+ there was no newcomer\./);
    expect(stdout).not.toContain('Nobody would notice');
  });

  it('tell once what is different for all journeys, and a journey under another name as renamed', async () => {
    const { folder, read, write, git } = repository();
    write('sending.yaml', read('sending.yaml').replace('4 in 7 days', '5 in 7 days'));
    git('mv', 'journeys/renewal.yaml', 'journeys/care-plan-renewal.yaml');
    const { status, stdout } = await tributaryHere('diff', 'main', '--marketing', folder);
    expect(status).toBe(0);
    expect(stdout.match(/5 in 7 days/g)).toHaveLength(1);
    expect(stdout).toContain('Besides\n  ~ sending policy sending.yaml: caps: ');
    expect(stdout).toContain('Journey care-plan-renewal is renamed: it was renewal\n');
    expect(stdout.match(/^Journey /gm)).toHaveLength(1);
    expect(JSON.parse((await tributaryHere('diff', 'main', '--marketing', folder, '--json')).stdout).journeys).toEqual([
      { journey: 'care-plan-renewal', kind: 'renamed', was: 'renewal', changes: [] },
    ]);
  });

  it('tell another sender, another place and what is left out of a destination', async () => {
    const { folder, read, write } = repository();
    write('channels.yaml', read('channels.yaml').replace(/^ *replyTo: .*$/m, ''));
    write('places/dealers.yaml', read('places/dealers.yaml').replace('52.5265', '52.7'));
    write('coupons.yaml', read('coupons.yaml').replace('expires: 14 days', 'expires: 36 hours'));
    write('destinations.yaml', read('destinations.yaml').replace(/^ {2}body:\n(?: {4}.*\n)+/m, ''));
    expect((await tributaryHere('diff', 'main', '--marketing', folder)).stdout).toBe(
      `Besides
  ~ channel email: replyTo: care@northwind.example → none
  ~ coupon winback: expires: 14 days → 36 hours
  ~ destination zapier-high-intent: another body
  ~ place dealers/berlin-moabit: latitude: 52.5265 → 52.7
`,
    );
  });

  it('are told in Markdown that shows what marketers wrote, and begins no list, mention or formatting by it', async () => {
    const { folder, read, write } = repository();
    const journey = read('journeys/lead-nurture.yaml');
    const task = 'task: Call the lead and ask which questions are still open';
    expect(journey).toContain(task);
    const entry = "  on: Lead Created\n  when: >-\n    event.properties.form == '<i>' ||\n    event.properties.form == '*a*'\n";
    write(
      'journeys/lead-nurture.yaml',
      journey.replace(task, "task: 'Call @octocat | <b>`now`</b>'").replace('  on: Lead Created\n', entry),
    );
    const { stdout } = await tributaryHere('diff', 'main', '--marketing', folder, '--markdown');
    expect(stdout.split('\n')).toEqual([
      '### Journey `lead-nurture`',
      expect.stringMatching(
        /^- `~` `enter`: `Lead Created.*` → `.*event\.properties\.form == '<i>' \|\| event.properties.form == '\*a\*'.*`$/,
      ),
      expect.stringMatching(/^- `-` Day 7: `task Call the lead .*`$/),
      "- `+` Day 7: `task Call @octocat | <b>'now'</b>, for sales, due in 1 day`",
      '',
    ]);
  });

  it('fail where a file cannot be read, and do not call what it holds gone', async () => {
    const { folder, read, write } = repository();
    write('journeys/renewal.yaml', `${read('journeys/renewal.yaml')}\nfoo: 1\n`);
    write('coupons.yaml', 'winback: 5\n');
    const { status, stdout } = await tributaryHere('diff', 'main', '--marketing', folder, '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      others: [],
      unreadable: expect.arrayContaining(['journeys/renewal.yaml, as it is now', 'coupons.yaml, as it is now']),
    });
    expect(JSON.stringify(JSON.parse(stdout).journeys)).not.toContain('renewal');
  });

  it('say what is wrong with lines of an export, each with its place', async () => {
    const { folder, file, write } = repository();
    write(
      'events.ndjson',
      `${events(1)}\n{"type": 5}\n{"type": "track", "event": "Order Completed", "userId": "1", "timestamp": "soon"}`,
    );
    const { status, stdout } = await tributaryHere(
      'replay',
      'lead-nurture',
      '--events',
      file('events.ndjson'),
      '--marketing',
      folder,
    );
    expect(status).toBe(3);
    expect(stdout).toContain(`${file('events.ndjson')}:4  \`type\` must be text (an event is like {"type": "track"`);
    expect(stdout).toContain(`${file('events.ndjson')}:5  its timestamp "soon" is not a time (give it "timestamp": "2026-`);
  });

  it('say what is wrong with a reference that git does not know', async () => {
    const { folder } = repository();
    expect(await tributaryHere('diff', 'nowhere', '--marketing', folder)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Git knows no nowhere.'),
    });
  });
});
