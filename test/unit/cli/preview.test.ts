import { chmodSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Examples, Vocabulary } from '#shared/domain/condition/vocabulary.ts';
import { applyEvents } from '#shared/domain/profile/apply-events.ts';
import { emptyProfile } from '#shared/domain/profile/profile.ts';
import { compileJourney } from '#statemachines/journeys/compile-journey.ts';
import { anIdentify } from '#test/support/a-customer-event.ts';
import { aSurroundings } from '#test/support/a-surroundings.ts';
import { marketingCopy } from '#test/support/marketing-folder.ts';
import { aChannel, aMessage } from '#test/support/stage-world.ts';
import { slow, tributary } from '#test/support/tributary.ts';
import { findChromium, openBrowser } from '../../../bin/commands/preview/chromium.ts';
import { readExamplesInTests } from '../../../bin/commands/preview/examples-in-tests.ts';
import { spokenBelow, withPlaceholders } from '../../../bin/commands/preview/placeholder.ts';
import { previewMessage } from '../../../bin/commands/preview/preview-message.ts';
import { readProfileFile } from '../../../bin/commands/preview/profile-file.ts';
import { sampleCustomer } from '../../../bin/commands/preview/sample-customer.ts';
import { sampleOccasion } from '../../../bin/commands/preview/sample-occasion.ts';
import { senderOf } from '../../../bin/commands/preview/sender-of.ts';

const now = new Date('2026-11-22T09:00:00.000Z');
const sending = { journey: 'lead-nurture', at: now };

describe('a preview', () => {
  it('renders for the customer, the preheader too', () => {
    const message = aMessage({ preheader: 'For {{ traits.city | default: "you" }}, via {{ journey }}' });
    const seen = previewMessage(message, sampleCustomer(readProfileFile(undefined), now), aChannel(), sending);
    expect(seen).toMatchObject({
      subject: 'Your guide, Ada',
      preheader: 'For Portland, via lead-nurture',
      recipient: { to: 'ada@example.com' },
    });
    expect(seen.text).toContain('Hello Ada');
    expect(seen.html).toContain('12 Harbour Street');
  });

  it.each([
    ['unsubscribed', { traits: { email: 'a@b.example' }, subscriptions: { email: { state: 'unsubscribed' } } }],
    ['no-address', { traits: {} }],
    ['no-address', { traits: { email: 'somebody' } }],
  ])('says that nothing would be sent: %s', (reason, profile) => {
    const marketing = marketingCopy();
    marketing.write('somebody.json', JSON.stringify(profile));
    const customer = sampleCustomer(readProfileFile(marketing.file('somebody.json')), now);
    expect(previewMessage(aMessage(), customer, aChannel(), sending).recipient).toEqual({ notSent: reason });
  });

  it('fails as the message would for a customer with impossible traits', () => {
    const message = aMessage({
      subject: '{{ traits.firstName | truncate: traits.odd }}{% for i in (1..traits.many) %}{{ i }}{% endfor %}',
    });
    const customer = applyEvents(emptyProfile('user:ann'), [anIdentify({ many: 1e9 })], new Set());
    expect(() => previewMessage(message, customer, aChannel(), sending)).toThrow(
      /cannot be rendered for this customer: subject: /,
    );
  });

  it.each([
    ['that is not there', undefined, /cannot be read/],
    ['that is not JSON', '{', /is not JSON/],
    ['without traits', '{"id": "user:1"}', /is not a profile: line 1, column 1: `traits` is missing$/],
    ['whose traits are no object', '{"traits": 7}', /line 1, column 12: `traits` must be a group of fields, not `7`$/],
    [
      'whose event is misspelt',
      '{"traits": {},\n  "event": {"propertis": {}}}',
      /line 2, column 13: there is no field `propertis` here$/,
    ],
    ['whose event is at no time', '{"traits": {}, "reply": {"timestamp": "tomorrow"}}', /line 1, column 39: /],
    ['whose coupon has no code', '{"traits": {}, "coupon": {"code": ""}}', /line 1, column 35: `code` is empty$/],
    [
      'whose consent is a word',
      '{"traits": {}, "subscriptions": {"email": "unsubscribed"}}',
      /column 43: `email` must be a group of fields, not text$/,
    ],
    [
      'with several mistakes',
      '{"trait": {}, "coupon": {"cod": "x"}}',
      /:\n {2}line 1, column 1: `traits` is missing: .*"trait".*\n {2}line 1, column 26: there is no field `cod` here: did you mean `code`\?$/,
    ],
    ['that is a list', '[]', /is not a profile: /],
  ])('refuses a profile %s', (_sentence, text, message) => {
    const marketing = marketingCopy();
    if (text !== undefined) marketing.write('profile.json', text);
    expect(() => readProfileFile(marketing.file('profile.json'))).toThrow(message);
  });
});

describe('a profile that is refused', () => {
  it.each([
    ['its traits are misspelt', { trait: {} }, 'is it what is called "trait" there?'],
    ['it has none', {}, 'like `"traits": {"email": "ada@example.com", "firstName": "Ada"}`'],
    [
      'a consent is a word',
      { traits: {}, subscriptions: { email: 'unsubscribed' } },
      'like `"email": {"state": "unsubscribed"}`',
    ],
    ['a consent is misspelt', { traits: {}, subscriptions: { email: { state: 'unsubscribe' } } }, 'did you mean `unsubscribed`?'],
  ])('is told how to be written where %s', (_, profile, hint) => {
    const marketing = marketingCopy();
    marketing.write('profile.json', JSON.stringify(profile));
    expect(() => readProfileFile(marketing.file('profile.json'))).toThrow(expect.objectContaining({ hint }));
  });
});

describe('what a message speaks of besides', () => {
  const around = aSurroundings();
  const coupons = [
    { coupon: 'winback', source: { kind: 'pool' as const }, value: '20 €', expiresInMilliseconds: 14 * 86_400_000 },
  ];
  const sentBy = (enter: string, steps = '') => {
    const text = `description: x\nenter: ${enter}\nsteps:\n${steps}  - send: case-study\n`;
    const result = compileJourney('marketing/journeys/example.yaml', text, around);
    if ('compiled' in result) return result.compiled;
    throw new Error(JSON.stringify(result.problems));
  };
  const spoken = ['value', 'product', 'segment'];
  const occasion = (profile: object, sender?: ReturnType<typeof sentBy>) => {
    const marketing = marketingCopy();
    marketing.write('somebody.json', JSON.stringify({ traits: {}, ...profile }));
    const given = readProfileFile(marketing.file('somebody.json'));
    return sampleOccasion(given, {
      message: 'case-study',
      sender,
      coupons,
      vocabulary: around.vocabulary,
      tests: { propertiesOf: () => ({}) },
      spoken: { event: spoken, reply: spoken },
      now,
    });
  };
  const timestamp = now.toISOString();

  it.each([
    ['an event, as its example in the catalogue', '{ on: Demo Booked }', 'Demo Booked', { product: 'oven-60' }],
    [
      "an event of the team's own, with placeholders by the types of its properties",
      '{ on: Cart Updated }',
      'Cart Updated',
      { value: 42, product: '‹product›' },
    ],
    ['a segment', '{ segment: vip }', 'Segment Entered', { segment: 'vip' }],
    ['a schedule', '{ every: monday at 09:00, segment: vip }', 'Journey Due', { journey: 'example' }],
  ])('is what the sending journey is entered by: %s', (_sentence, enter, name, properties) => {
    const { event, reply, coupon } = occasion({}, sentBy(enter));
    expect(event).toMatchObject({ name, timestamp, properties });
    expect({ reply, coupon }).toEqual({});
  });

  it('is what it waits for, and the coupon that it gives', () => {
    const steps = '  - wait for: Demo Booked\n    at most: 2 days\n    then: [{ coupon: winback }]\n';
    const { reply, coupon } = occasion({}, sentBy('{ on: Lead Created }', steps));
    expect(reply).toMatchObject({ name: 'Demo Booked', properties: { product: 'oven-60' } });
    expect(coupon).toEqual({ code: 'SAMPLE-2B7KQ9XM', value: '20 €', expires_at: '2026-12-06T09:00:00.000Z' });
  });

  it.each([
    ['as old as the waits in between make it', '  - coupon: winback\n  - wait: 11 days\n', '2026-11-25T09:00:00.000Z'],
    [
      'whatever other ways wait for',
      '  - branch:\n      - if: orders.count > 0\n        then: [{ wait: 9 days }, { coupon: winback }]\n    else: [{ coupon: winback, name: plain }]\n  - wait: 4 days\n',
      '2026-12-02T09:00:00.000Z',
    ],
    ['not one that has run out', '  - coupon: winback\n  - wait: 20 days\n', '2026-12-06T09:00:00.000Z'],
  ])('is a coupon %s', (_, steps, expiresAt) => {
    expect(occasion({}, sentBy('{ on: Lead Created }', steps)).coupon).toMatchObject({ expires_at: expiresAt });
  });

  it('is no coupon that is given only after it', () => {
    const later = sentBy('{ on: Lead Created }', '  - send: case-study\n    name: first\n  - coupon: winback\n');
    expect(occasion({}, later).coupon).toBeUndefined();
  });

  it('is a coupon, and no event, for a message that no journey sends yet', () => {
    expect(occasion({})).toEqual({ coupon: expect.objectContaining({ code: 'SAMPLE-2B7KQ9XM' }) });
  });

  it('is what the profile says, where it says something', () => {
    const sender = sentBy('{ on: Cart Updated }', '  - coupon: winback\n');
    expect(
      occasion({ event: { properties: { product: 'oven-90' } }, reply: { name: 'Demo Booked' }, coupon: { code: 'X' } }, sender),
    ).toEqual({
      event: { name: 'Cart Updated', timestamp, properties: { product: 'oven-90' } },
      reply: expect.objectContaining({ name: 'Demo Booked', properties: expect.objectContaining({ product: 'oven-60' }) }),
      coupon: { code: 'X', value: '20 €', expires_at: '2026-12-06T09:00:00.000Z' },
    });
    const other = occasion({ event: { name: 'Segment Entered', timestamp: '2026-01-01T00:00:00.000Z' } }, sender);
    expect(other.event).toEqual({
      name: 'Segment Entered',
      timestamp: '2026-01-01T00:00:00.000Z',
      properties: { segment: 'at-risk' },
    });
  });

  it('is nothing, where it says null', () => {
    const sender = sentBy('{ on: Cart Updated }', '  - coupon: winback\n');
    expect(occasion({ event: null, reply: null, coupon: null }, sender)).toEqual({});
  });

  it('is rendered', () => {
    const message = aMessage({
      subject: '{{ event.properties.product }}, {{ reply.name }}, {{ coupon.code }} for {{ coupon.value }}',
    });
    const said = occasion({
      event: { properties: { product: 'oven-90' } },
      reply: { name: 'Demo Booked' },
      coupon: { value: '9 €' },
    });
    const seen = previewMessage(message, sampleCustomer(readProfileFile(undefined), now), aChannel(), { ...sending, ...said });
    expect(seen.subject).toBe('oven-90, Demo Booked, SAMPLE-2B7KQ9XM for 9 €');
  });
});

describe('what stands for a value that is not given', () => {
  const around = aSurroundings();
  const compiled = compileJourney(
    'marketing/journeys/example.yaml',
    'description: x\nenter: { on: Cart Updated }\nsteps:\n  - send: case-study\n',
    around,
  );
  const sender = 'compiled' in compiled ? compiled.compiled : undefined;
  const vocabulary = (
    events: Vocabulary['events'],
    examples: Examples['events'] = {},
  ): Pick<Vocabulary, 'events' | 'examples'> => ({
    events,
    examples: { traits: {}, events: examples },
  });
  const copy = () => {
    const marketing = marketingCopy();
    marketing.write(
      'journeys/example.test.yaml',
      [
        'given: { profile: { city: Bremen, plan: pro } }',
        'cases:',
        '  - given: { events: [{ day 1: Cart Updated, properties: { value: 7, model: Tern } }] }',
        '  - given: { profile: { city: Ulm }, events: [{ day 2: Cart Updated, properties: { value: 8, items: 2 } }] }',
        '  - 7',
        '',
      ].join('\n'),
    );
    return marketing.folder;
  };
  const propertiesWith = async (declared: Pick<Vocabulary, 'events' | 'examples'>, spoken: readonly string[]) => {
    const tests = await readExamplesInTests(copy(), 'example');
    const given = readProfileFile(undefined);
    return sampleOccasion(given, {
      message: 'case-study',
      sender,
      coupons: [],
      vocabulary: declared,
      tests,
      spoken: { event: spoken, reply: [] },
      now,
    }).event?.properties;
  };

  it("is the vocabulary's example, then what the journey's tests have, the first of them first, then a placeholder", async () => {
    const declared = vocabulary(
      { 'Cart Updated': { value: 'number', items: 'number', model: 'text', note: 'text', unspoken: 'text' } },
      { 'Cart Updated': { model: 'GT' } },
    );
    expect(await propertiesWith(declared, ['value', 'items', 'model', 'note'])).toEqual({
      model: 'GT',
      value: 7,
      items: 2,
      note: '‹note›',
    });
  });

  it('is nothing for what is not declared', async () => {
    expect(await propertiesWith(vocabulary({ 'Cart Updated': {} }), ['nothing'])).toEqual({ value: 7, items: 2, model: 'Tern' });
  });

  it('is found in tests for traits, too, and in no file that is not there', async () => {
    expect((await readExamplesInTests(copy(), 'example')).traits).toEqual({ city: 'Bremen', plan: 'pro' });
    expect((await readExamplesInTests(copy(), 'nowhere')).traits).toEqual({});
    expect((await readExamplesInTests(copy(), undefined)).propertiesOf('Cart Updated')).toEqual({});
  });

  it('is asked for by name, wherever the message speaks of it', () => {
    const message = aMessage({
      subject: '{{ traits.a }}{{ event.properties.b }}',
      html: "{% if traits['c d'] %}{% endif %}{{ traits.a }}",
      preheader: '',
    });
    expect(spokenBelow(message, ['traits'])).toEqual(['a', 'c d']);
    expect(spokenBelow(message, ['event', 'properties'])).toEqual(['b']);
    expect(withPlaceholders({ a: 'known' }, ['a', 'c d', 'e'], (name) => (name === 'e' ? 'list' : undefined), now)).toEqual({
      a: 'known',
      'c d': '‹c d›',
      e: ['‹e›'],
    });
  });
});

describe('the journey that a message is shown as sent by', () => {
  const compiled = (name: string, message: string) => {
    const result = compileJourney(
      `marketing/journeys/${name}.yaml`,
      `description: x\nenter: { on: Lead Created }\nsteps:\n  - send: ${message}\n`,
      aSurroundings(),
    );
    if ('compiled' in result) return result.compiled;
    throw new Error(JSON.stringify(result.problems));
  };
  const journeys = [compiled('one', 'case-study'), compiled('two', 'product-manual'), compiled('three', 'case-study')];

  it('is the first, and the others are named', () => {
    const { sender, others } = senderOf(journeys, 'case-study', undefined);
    expect([sender?.journey, others]).toEqual(['one', ['three']]);
  });

  it('is the one that is asked for', () => {
    const { sender, others } = senderOf(journeys, 'case-study', 'three');
    expect([sender?.journey, others]).toEqual(['three', ['one']]);
  });

  it.each([
    ['does not send it', 'case-study', 'two', 'there are `one`, `three`'],
    ['is misspelt', 'case-study', 'thre', 'did you mean `three`?'],
    ['is none', 'nothing', 'one', 'no journey does yet; leave --journey out'],
  ])('cannot be one that %s', (_, message, wanted, hint) => {
    expect(() => senderOf(journeys, message, wanted)).toThrow(
      expect.objectContaining({ message: `No journey ${wanted} sends ${message}.`, hint }),
    );
  });
});

describe('tributary preview', () => {
  it('writes HTML and text, and pictures where there is a browser, or says how to get one', slow, () => {
    const marketing = marketingCopy();
    const out = marketing.file('seen');
    const { stdout, status } = tributary('preview', 'case-study', '--marketing', marketing.folder, '--out', out, '--json');
    const result = JSON.parse(stdout);
    expect(status).toBe(0);
    expect(result).toMatchObject({
      message: 'case-study',
      to: 'ada@example.com',
      subject: expect.any(String),
      preheader: expect.any(String),
    });
    const html = readFileSync(result.files.html, 'utf8');
    expect(Buffer.byteLength(html)).toBe(result.htmlBytes);
    expect(html).toContain('near Berlin');
    expect(readFileSync(result.files.text, 'utf8')).toBe(`${result.text}\n`);
    if (findChromium() === undefined) expect(result.pictureProblem).toMatch(/no Chromium/);
    else {
      expect(result.pictureProblem).toBeUndefined();
      expect(pngSize(result.files.desktop)).toMatchObject({ width: 800 });
      expect(pngSize(result.files.mobile)).toMatchObject({ width: 750 });
      expect(pngSize(result.files.mobile).height).toBeGreaterThan(1334);
    }
  });

  it.each([
    ['a message that is not there', 'case-studi', 'There is no message case-studi.'],
    ['a message with a mistake', 'wrong', 'wrong.mjml has mistakes.'],
    ['a message whose layout has one', 'right', '_layout-wrong.mjml has mistakes.'],
    ['a message with the body of one that has a mistake', 'borrower', 'broken.mjml has mistakes.'],
  ])('says what is wrong with %s', slow, (_sentence, name, message) => {
    const marketing = marketingCopy();
    const head = 'subject: a\npreheader: b';
    marketing.write('messages/wrong.mjml', 'nothing\n');
    if (name === 'right') marketing.write('messages/_layout-wrong.mjml', '<mjml></mjml>\n');
    marketing.write('messages/right.mjml', `---\nlayout: wrong\n${head}\n---\n<mj-section></mj-section>\n`);
    marketing.write('messages/broken.mjml', `---\n${head}\n---\n<mj-secton></mj-secton>\n`);
    marketing.write('messages/borrower.mjml', `---\nbody: broken\n${head}\n---\n`);
    const { stdout, status } = tributary('preview', name, '--marketing', marketing.folder, '--json');
    expect({ status, ...JSON.parse(stdout) }).toMatchObject({
      status: 1,
      ok: false,
      error: { message: expect.stringContaining(message) },
    });
  });
});

it('finds a browser by the names it goes by', () => {
  const folder = marketingCopy();
  const path = ['/nowhere', folder.folder].join(':');
  folder.write('google-chrome', '#!/bin/sh\n');
  expect(findChromium(path, [])).toBeUndefined();
  chmodSync(folder.file('google-chrome'), 0o755);
  expect(findChromium(path, [])).toBe(folder.file('google-chrome'));
  expect(findChromium('', [folder.file('google-chrome')])).toBe(folder.file('google-chrome'));
});

it('says that a browser has ended instead of waiting for it', async () => {
  const folder = marketingCopy();
  folder.write('chromium', '#!/bin/sh\nexit 3\n');
  chmodSync(folder.file('chromium'), 0o755);
  for (const name of ['chromium', 'not-there']) {
    const browser = openBrowser(folder.file(name));
    await expect(browser.call('Page.enable')).rejects.toThrow();
    await expect(browser.call('Page.enable')).rejects.toThrow();
    await browser.close();
  }
});

/** From the header of the file. */
const pngSize = (file: string) => {
  const bytes = readFileSync(file);
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
};
