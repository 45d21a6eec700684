import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { compiledSegmentsOf, eventsAskedFor } from '#infra/segment-files.ts';
import { readSegmentFiles } from '#shared/adapters/yaml/read-segments.ts';
import type { Vocabulary } from '#shared/domain/condition/vocabulary.ts';
import { compiledSegments } from '#shared/domain/segment/segment.ts';

const vocabulary: Vocabulary = {
  traits: { plan: 'text', birthday: 'date' },
  events: { 'Checkout Started': {}, 'Order Completed': {} },
  segments: [],
  scores: [],
  currency: 'EUR',
};

const read = (files: Readonly<Record<string, string>>) => {
  const folder = mkdtempSync(join(tmpdir(), 'segments-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return readSegmentFiles(folder, vocabulary);
};

/** `name:line:column message`, as the command line shows them. */
const problemsOf = async (files: Readonly<Record<string, string>>) =>
  (await read(files)).problems.map(
    ({ file, line, column, message, hint }) =>
      `${file.split('/').slice(-2).join('/')}:${line}:${column} ${message}${hint === undefined ? '' : ` (${hint})`}`,
  );

const aSegment = (when: string) => ({ 'segments/vip.yaml': `description: Orders much\nwhen: ${when}\n` });

describe('segments and scores', () => {
  it('are their files, by name, ready to be shipped', async () => {
    const files = await read({
      'segments/vip.yaml': 'description: Orders often\nwhen: orders.count > 3 && scores.churn < 2\n',
      'segments/at-risk.yaml': "description: Turned away\nwhen: events['Checkout Started'].count > 0\n",
      'scores/churn.yaml': "description: How much away\nscore: orders.count + events['Order Completed'].count\n",
      'segments/notes.txt': 'not ours',
    });
    expect(files.problems).toEqual([]);
    expect(files.vocabulary).toEqual({ ...vocabulary, segments: ['at-risk', 'vip'], scores: ['churn'] });
    expect(eventsAskedFor(files)).toEqual(['Checkout Started', 'Order Completed']);
    const compiled = compiledSegmentsOf(files);
    expect(compiledSegments.parse(JSON.parse(JSON.stringify(compiled)))).toEqual(compiled);
    expect(compiled).toEqual({
      segments: [
        { segment: 'at-risk', when: "events['Checkout Started'].count > 0" },
        { segment: 'vip', when: 'orders.count > 3 && scores.churn < 2' },
      ],
      scores: { churn: "orders.count + events['Order Completed'].count" },
      currency: 'EUR',
      traits: { plan: 'text', birthday: 'date' },
    });
  });

  it('need not be there', async () => {
    expect(await read({ 'channels.yaml': '' })).toMatchObject({ segments: [], scores: [], problems: [] });
  });

  it('without mistakes are read beside those with mistakes, which can be referred to all the same', async () => {
    const { segments, problems } = await read({
      'segments/vip.yaml': 'description: Orders often\nwhen: scores.churn > 2\n',
      'scores/churn.yaml': 'description: Wrong\nscore: orders.cuont\n',
    });
    expect(segments.map(({ segment }) => segment)).toEqual(['vip']);
    expect(problems.map(({ file }) => file.split('/').at(-1))).toEqual(['churn.yaml']);
  });
});

describe('a mistake is told with its place and what was meant', () => {
  it.each<[string, Record<string, string>, string]>([
    [
      'a name of a trait',
      aSegment("traits.plam == 'pro'"),
      'segments/vip.yaml:2:14 there is no trait called `plam` (did you mean `plan`?)',
    ],
    [
      'a name in a quoted condition',
      aSegment('"orders.count > 3 && traits.plam == \'pro\'"'),
      'segments/vip.yaml:2:35 there is no trait called `plam` (did you mean `plan`?)',
    ],
    [
      'an event that does not exist',
      aSegment("events['Checkout Startd'].count > 0"),
      'segments/vip.yaml:2:14 there is no event called `Checkout Startd` (did you mean `Checkout Started`?)',
    ],
    [
      'a score that does not exist',
      aSegment('scores.churn > 1'),
      'segments/vip.yaml:2:14 there is no score called `churn` (no score is declared yet)',
    ],
    [
      'a segment that asks for a segment',
      { ...aSegment("('at-risk' in segments)"), 'segments/at-risk.yaml': 'description: x\nwhen: orders.count > 1\n' },
      'segments/vip.yaml:2:8 a segment cannot ask for segments: two could ask for each other (repeat the condition of the other segment here, or move what both need into a score)',
    ],
    [
      'a score that asks for a score',
      { 'scores/churn.yaml': 'description: x\nscore: scores.churn + 1\n' },
      'scores/churn.yaml:2:8 a score cannot ask for scores (repeat the expression of the other score here)',
    ],
    [
      'an unknown field',
      { 'segments/vip.yaml': 'description: x\nwhen: orders.count > 1\nwhenevr: true\n' },
      'segments/vip.yaml:3:1 there is no field `whenevr` here (there are `description`, `when`)',
    ],
    [
      'a missing condition',
      { 'segments/vip.yaml': 'description: x\n' },
      'segments/vip.yaml:1:1 `when` is missing (like `when: orders.count > 3`)',
    ],
    [
      'a name that is none',
      { 'segments/VIP.yaml': 'description: x\nwhen: orders.count > 1\n' },
      'segments/VIP.yaml:1:1 `VIP` is not a name for a segment (name the file in small letters and digits with hyphens between the words, 50 characters at most, like at-risk.yaml)',
    ],
    [
      'a score with a hyphen',
      { 'scores/churn-risk.yaml': 'description: x\nscore: orders.count\n' },
      'scores/churn-risk.yaml:1:1 `churn-risk` is not a name for a score (name the file in letters and digits, small ones first and without hyphens: conditions say `scores.churn`, and a hyphen would be a minus)',
    ],
    [
      'a file that would not be read',
      { 'segments/vip.yml': '' },
      'segments/vip.yml:1:1 a segment’s file ends in .yaml, so this one is not read (call it vip.yaml)',
    ],
  ])('%s', async (_sentence, files, expected) => {
    expect(await problemsOf(files)).toEqual([expected]);
  });

  it('that of a name does not hide those in the file', async () => {
    expect(await problemsOf({ 'segments/VIP.yaml': 'description: x\nwhen: orders.cuont > 1\n' })).toEqual([
      expect.stringMatching(/^segments\/VIP.yaml:1:1 `VIP` is not a name/),
      expect.stringMatching(/^segments\/VIP.yaml:2:14 there is no field of `orders` called `cuont`/),
    ]);
  });

  it.each([
    ['a file that is no YAML', { 'segments/vip.yaml': 'when: [orders' }, /vip\.yaml:\d+:\d+ not readable/],
    ['a condition that is no expression', aSegment('orders.count >'), /vip\.yaml:2:\d+ /],
    ['a condition that gives a number', aSegment('orders.count'), /vip\.yaml:2:\d+ /],
    [
      'a score that gives true or false',
      { 'scores/churn.yaml': 'description: x\nscore: orders.count > 1\n' },
      /churn\.yaml:2:\d+ /,
    ],
    ['a condition about an event', aSegment("event.name == 'Order Completed'"), /vip\.yaml:2:7 there is no `event` here/],
    ['a file with nothing in it', { 'segments/vip.yaml': '' }, /`description` is missing/],
  ])('%s', async (_sentence, files, expected) => {
    expect((await problemsOf(files))[0]).toMatch(expected);
  });
});
