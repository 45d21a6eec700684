import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { readSending, sendingDefaults } from '#shared/adapters/yaml/read-sending.ts';
import { sendingFile, sendingOverride, undeclaredTopics } from '#shared/adapters/yaml/sending-fields.ts';
import { sendingPolicy } from '#shared/domain/sending/policy.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sending-'));
});
afterEach(() => rm(directory, { recursive: true }));

const read = async (content: string) => {
  const path = join(directory, 'sending.yaml');
  await writeFile(path, content);
  return readSending(path);
};

const day = 86_400_000;

const whole = `time zone: europe/berlin
quiet hours: 21:00 to 8:00
window: weekday 09:00 to 18:00
caps: [3 in 7 days, 1 per day of offers]
over: drop
hold at most: 2 days
priority: low
holdout: 2.5%
topics: [offers, service]
`;

describe('the file about sending', () => {
  it('says when and how often customers are written to', async () => {
    expect(await read(whole)).toMatchObject({
      sending: {
        policy: {
          timeZone: 'Europe/Berlin',
          quietHours: { from: '21:00', to: '08:00' },
          window: { days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'], from: '09:00', to: '18:00' },
          caps: [
            { most: 3, perMilliseconds: 7 * day },
            { most: 1, perMilliseconds: day, topic: 'offers' },
          ],
          over: 'drop',
          holdAtMostHours: 48,
          priority: 'low',
        },
        holdout: 0.025,
        topics: ['offers', 'service'],
      },
      problems: [],
    });
  });

  it('leaves the usual where it says nothing, or is not there', async () => {
    expect(await readSending(join(directory, 'none.yaml'))).toMatchObject({ sending: sendingDefaults, problems: [] });
    expect(await read('')).toMatchObject({ sending: sendingDefaults, problems: [] });
    expect((await read('holdout: 0%')).sending).toEqual({ ...sendingDefaults, holdout: 0 });
    expect((await read('quiet hours: none')).sending?.policy).not.toHaveProperty('quietHours');
  });

  it.each([
    ['a field that there is not', 'quiet hour: 22:00 to 07:00', [1, 1], /no field `quiet hour`/, /`quiet hours`/],
    ['quiet hours without an end', 'quiet hours: 22:00', [1, 14], /`22:00` is not a stretch of the day/, /22:00 to 07:00/],
    ['quiet hours of no length', 'quiet hours: 22:00 to 22:00', [1, 14], /not a stretch/, /./],
    ['a window in other words', 'window: in the morning', [1, 9], /`in the morning` is not a window/, /weekday 09:00/],
    ['a number for a window', '\nwindow: 9', [2, 9], /`9` is not a window like `weekday/, /^$/],
    ['one cap for a list', 'caps: 4 in 7 days', [1, 7], /`caps` is a list/, /^$/],
    ['a cap over months', 'caps:\n  - 4 in 7 days\n  - 9 in 2 months', [3, 5], /`9 in 2 months` is not a cap/, /4 in 7 days/],
    ['a cap of nothing', 'caps: [0 per day]', [1, 8], /`0 per day`/, /./],
    [
      'a cap about a misspelt topic',
      'caps: [1 per day of offer]\ntopics: [offers, service]',
      [1, 8],
      /no topic `offer`/,
      /`offers`/,
    ],
    ['a cap about a topic where none is declared', 'caps: [1 per day of offers]', [1, 8], /no topic/, /topics: \[offers\]/],
    ['a topic twice', 'topics: [offers, offers]', [1, 18], /`offers` is declared twice/, /^$/],
    ['a topic with blanks', 'topics: [our offers]', [1, 10], /small letters/, /^$/],
    ['another word for hold', 'over: wait', [1, 7], /`hold` or `drop`/, /^$/],
    ['a priority that is none', 'priority: urgent', [1, 11], /`high`, `normal` or `low`/, /^$/],
    ['a hold without its unit', 'hold at most: 48', [1, 15], /`48` is not a length of time/, /^$/],
    ['a hold of half a year', 'hold at most: 180 days', [1, 15], /at most 30 days/, /48 hours/],
    ['a share without its sign', 'holdout: 5', [1, 10], /`5` is not a share like `5%`/, /^$/],
    ['more than all', 'holdout: 101%', [1, 10], /`101%` is not a share/, /`5%`/],
    ['a city for its zone', 'time zone: Berlin', [1, 12], /`Berlin` is not a time zone/, /did you mean `Europe\/Berlin`/],
    ['a misspelt zone', 'time zone: Amerika/New_York', [1, 12], /not a time zone/, /did you mean `America\/New_York`/],
    [
      'a window that is quiet all the time',
      'over: hold\nwindow: 23:00 to 06:00',
      [2, 9],
      /nothing would ever be sent/,
      /quiet hours: none/,
    ],
    [
      'its own quiet hours over its window',
      'quiet hours: 08:00 to 19:00\nwindow: 09:00 to 18:00',
      [2, 9],
      /nothing would/,
      /outside/,
    ],
    ['what is not YAML', 'caps: [', [1, 7], /not readable: the `\[` of `caps` is never closed/, /`\]`/],
    ['an empty field', 'window:\nover: hold', [1, 8], /`null` is not a window/, /^$/],
    ['a list', '- caps', [1, 1], /must hold fields, not a list/, /`quiet hours`/],
    ['a misspelt word', 'priority: hihg', [1, 11], /`high`, `normal` or `low`/, /did you mean `high`/],
  ])('is refused with %s, and its place', async (_, content, [line, column], message, hint) => {
    const { sending, problems } = await read(content);
    expect(sending).toBeUndefined();
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ line, column, message: expect.stringMatching(message) });
    expect(problems[0]?.hint ?? '').toMatch(hint);
  });

  it.each([
    ['topics, of a mistake elsewhere', 'holdout: 5\ntopics: [offers]', ['offers'], true],
    ['topics, of a wrong cap', 'caps: [often, 1 per day of offers]\ntopics: [offers]', ['offers'], false],
    ['topics, of a misspelt field for caps', 'cap: []\ntopics: [offers]', ['offers'], false],
    ['those topics that can be read', 'topics: [A, offers]', undefined, false],
    ['nothing, of what is no YAML', 'topics: [offers', undefined, false],
  ])('still tells %s', async (_, content, topics, isKnown) => {
    const read_ = await read(content);
    expect(read_.sending).toBeUndefined();
    expect(read_.problems).toHaveLength(1);
    expect(read_.topics).toEqual(topics);
    expect(read_.known !== undefined).toBe(isKnown);
  });

  it('points at the right entry of a list that holds an unreadable one', async () => {
    const { problems } = await read('caps: [often, 1 per day of offres]\ntopics: [offers, offers]\n');
    expect(problems.map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual([
      expect.stringMatching(/^1:8 `often`/),
      expect.stringMatching(/^1:15 there is no topic `offres`/),
      '2:18 the topic `offers` is declared twice',
    ]);
  });

  it('is refused with all mistakes at once, from the top', async () => {
    const { problems } = await read('over: perhaps\ntopics: [A, b]\nhold: 3\nholdout: 5\n');
    expect(problems.map(({ line }) => line)).toEqual([1, 2, 3, 4]);
  });

  it('that is ours is in order, and gives what is deployed', async () => {
    const { sending, problems } = await readSending('marketing/sending.yaml');
    expect(problems).toEqual([]);
    expect(sendingPolicy.parse(sending?.policy)).toEqual(sending?.policy);
  });
});

describe('what a journey says about sending', () => {
  it('is read as the policy has it', () => {
    expect(
      sendingOverride.parse({ priority: 'high', 'quiet hours': 'none', caps: ['1 per day'], 'hold at most': '90 minutes' }),
    ).toEqual({
      priority: 'high',
      quietHours: 'none',
      caps: [{ most: 1, perMilliseconds: day }],
      holdAtMostHours: 1.5,
    });
    expect(sendingOverride.parse({})).toEqual({});
  });

  it('has no time zone, holdout or topics', () => {
    expect(sendingOverride.safeParse({ topics: [] }).success).toBe(false);
  });

  it('may name topics that are declared', () => {
    const { caps = [] } = sendingOverride.parse({ caps: ['1 per day of offers', '1 per day of ofers'] });
    expect(undeclaredTopics(caps, ['offers'])).toMatchObject([{ index: 1, hint: 'did you mean `offers`?' }]);
  });

  it.each([
    ['the file', sendingFile],
    ['a journey', sendingOverride],
  ])('is explained field by field to editors of %s, with examples that are right', (_, schema) => {
    const published = z
      .object({
        properties: z.record(
          z.string(),
          z.object({
            description: z.string().min(10),
            examples: z.array(z.string()).optional(),
            pattern: z.string().optional(),
          }),
        ),
      })
      .parse(z.toJSONSchema(schema, { io: 'input' }));
    for (const [field, { examples = [], pattern }] of Object.entries(published.properties)) {
      for (const example of examples) {
        expect(schema.safeParse({ [field]: example }).error).toBeUndefined();
        if (pattern !== undefined) expect(example).toMatch(new RegExp(pattern));
      }
    }
  });
});
