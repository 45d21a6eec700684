import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compileMessages } from '#shared/adapters/mjml/compile-messages.ts';

const layout = `<mjml>
  <mj-head><mj-preview><!-- preheader --></mj-preview></mj-head>
  <mj-body>
    <!-- message -->
    <mj-section><mj-column><mj-text><a href="{{ unsubscribe_url }}">Unsubscribe</a> {{ postal_address }}</mj-text></mj-column></mj-section>
  </mj-body>
</mjml>
`;

const section = (content: string) => `<mj-section>\n<mj-column>\n${content}\n</mj-column>\n</mj-section>\n`;
const file = (body: string, head = 'subject: Hello\npreheader: What it is about') => `---\n${head}\n---\n${body}`;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'messages-'));
  await write('_layout', layout);
});
afterEach(() => rm(directory, { recursive: true }));

const write = (name: string, content: string) => writeFile(join(directory, `${name}.mjml`), content);

const problemsOf = async (content: string, name = 'welcome') => {
  await write(name, content);
  const { messages, problems } = await compileMessages(directory);
  if (problems.length > 0) expect(messages).toEqual([]);
  return problems.map(({ file: path, line, column, message, hint }) => ({
    at: `${path.split('/').at(-1)}:${line}:${column}`,
    message,
    hint: hint ?? '',
  }));
};

describe('a message that is right', () => {
  it('becomes HTML and text that still hold its placeholders', async () => {
    await write('welcome', file(section('<mj-text>Hello {{ traits.firstName | default: "you" }}</mj-text>')));
    const { messages, problems } = await compileMessages(directory);

    expect(problems).toEqual([]);
    expect(messages).toMatchObject([{ message: 'welcome', subject: 'Hello', preheader: 'What it is about' }]);
    expect(messages[0]?.html).toContain('Hello {{ traits.firstName | default: "you" }}');
    expect(messages[0]?.html).toContain('href="{{ unsubscribe_url }}"');
    expect(messages[0]?.html).toMatch(/display:none[^>]*>What it is about</);
    expect(messages[0]?.text).toBe(
      'Hello {{ traits.firstName | default: "you" }}\n\nUnsubscribe <{{ unsubscribe_url }}> {{ postal_address }}',
    );
  });

  it('keeps conditions written around components', async () => {
    const body = section(
      '<mj-raw>{% if traits.city %}</mj-raw>\n<mj-text>Near {{ traits.city }}</mj-text>\n<mj-raw>{% endif %}</mj-raw>',
    );
    expect(await problemsOf(file(body))).toEqual([]);
  });

  it('writes links out in the text', async () => {
    await write('welcome', file(section('<mj-button href="https://shop.example/?a=1&amp;b={{ journey }}">Read it</mj-button>')));
    const { messages } = await compileMessages(directory);
    expect(messages[0]?.text).toContain('Read it <https://shop.example/?a=1&b={{ journey }}>');
  });
});

describe('a message with the body of another one', () => {
  const lines = 'subject: Another line\npreheader: Another one, too\nbody: welcome';

  it('has its sections under a subject and a preheader of its own', async () => {
    await write(
      'welcome',
      file(section('<mj-text>Hello</mj-text>'), 'topic: offers\nsubject: Hello\npreheader: What it is about'),
    );
    await write('welcome-question', file('', lines));
    const { messages, problems } = await compileMessages(directory, { topics: ['offers'] });

    expect(problems).toEqual([]);
    expect(messages.map(({ message, topic, subject }) => [message, topic, subject])).toEqual([
      ['welcome-question', 'offers', 'Another line'],
      ['welcome', 'offers', 'Hello'],
    ]);
    expect(messages[0]?.text).toBe(messages[1]?.text);
    expect(messages[0]?.html).toBe(messages[1]?.html.replace('What it is about', 'Another one, too'));
  });

  it.each([
    ['that does not exist', file('', lines.replace('welcome', 'welcom')), '4:1', /no message "welcom"/, /welcome/],
    [
      'that has none either',
      file('', lines.replace('welcome', 'borrower')),
      '4:1',
      /"borrower" has no body of its own/,
      /: welcome/,
    ],
    ['and sections too', file(section('<mj-text>x</mj-text>'), lines), '6:1', /no sections of its own/, /body: welcome/],
  ])('%s', async (_, content, at, message, hint) => {
    await write('welcome', file(section('<mj-text>Hello</mj-text>')));
    await write('borrower', file('', lines));
    await write('wrong', content);
    const { problems } = await compileMessages(directory);
    expect(problems).toMatchObject([{ message: expect.stringMatching(message), hint: expect.stringMatching(hint) }]);
    expect(`${problems[0]?.file.split('/').at(-1)}:${problems[0]?.line}:${problems[0]?.column}`).toBe(`wrong.mjml:${at}`);
  });

  it('reports a mistake of the body once, where it stands', async () => {
    await write('borrower', file('', lines));
    const problems = await problemsOf(file(section('<mj-text>{{ trait.city }}</mj-text>')));
    expect(problems).toMatchObject([{ at: 'welcome.mjml:7:13' }]);
  });
});

describe('a message with a mistake says where, what and what to do', () => {
  const text = (content: string) => file(section(`<mj-text>${content}</mj-text>`));

  it.each([
    [
      'an element that does not exist',
      file('<mj-secton></mj-secton>\n'),
      'welcome.mjml:5:1',
      /<mj-secton>: Element mj-secton doesn't exist/,
      /^$/,
    ],
    [
      'an attribute that does not exist',
      file(section('<mj-text colour="red">x</mj-text>')),
      'welcome.mjml:7:1',
      /Attribute colour is illegal/,
      /^$/,
    ],
    [
      'an element in the wrong place',
      file('<mj-text>x</mj-text>\n'),
      'welcome.mjml:5:1',
      /mj-text cannot be used inside mj-body/,
      /^$/,
    ],
    ['a whole MJML document', file('<mjml></mjml>\n'), 'welcome.mjml:5:1', /a message holds sections only/, /_layout\.mjml/],
    ['Liquid that is not closed', text('{% if traits.a %}x'), 'welcome.mjml:7:10', /not closed/, /endif/],
    ['an output that is not closed', text('{{ traits.a'), 'welcome.mjml:7:10', /not closed/, /\}\}/],
    [
      'a misspelt variable',
      text('{{ trait.firstName }}'),
      'welcome.mjml:7:13',
      /nothing called "trait"/,
      /Did you mean "traits"/,
    ],
    [
      'a trait without its prefix',
      text('{{ loyaltyNumber }}'),
      'welcome.mjml:7:13',
      /nothing called "loyaltyNumber"/,
      /traits\.loyaltyNumber/,
    ],
    [
      'a misspelt filter',
      text('{{ traits.a | defualt: "b" }}'),
      'welcome.mjml:7:10',
      /undefined filter: defualt/,
      /Did you mean "default"/,
    ],
    ['the raw filter', text('{{ traits.a | raw }}'), 'welcome.mjml:7:10', /undefined filter: raw/, /always escaped/],
    ['another file', text('{% include "other" %}'), 'welcome.mjml:7:10', /tag "include" not found/, /^$/],
    ['the clock', text('{{ "now" | date: "%Y" }}'), 'welcome.mjml:5:1', /use sent_at/, /default/],
    [
      'Liquid between two components',
      file(section('{% if traits.a %}<mj-text>x</mj-text>{% endif %}')),
      'welcome.mjml:7:1',
      /\{% if traits\.a %\} is lost/,
      /<mj-raw>/,
    ],
    ['no front matter', section('<mj-text>x</mj-text>'), 'welcome.mjml:1:1', /front matter .* is missing/, /subject:/],
    ['no subject', file('', 'preheader: x'), 'welcome.mjml:1:1', /subject: a text/, /subject:/],
    [
      'an unknown line in the front matter',
      file('', 'subject: a\npreheader: b\nsender: c'),
      'welcome.mjml:4:1',
      /"sender" is not known/,
      /subject, a preheader/,
    ],
    [
      'front matter that is not YAML',
      file('', 'subject: {{ traits.a }}, hello\npreheader: b'),
      'welcome.mjml:2:24',
      /./,
      /quotes/,
    ],
    [
      'a subject that fails',
      file(section('<mj-text>x</mj-text>'), "subject: '{{ traits.a'\npreheader: b"),
      'welcome.mjml:2:1',
      /not closed/,
      /\}\}/,
    ],
    [
      'a subject that may be empty',
      file(section('<mj-text>x</mj-text>'), "subject: '{{ traits.a }}'\npreheader: b"),
      'welcome.mjml:2:1',
      /the subject is empty/,
      /default/,
    ],
  ])('%s', async (_, content, at, message, hint) => {
    const problems = await problemsOf(content);
    expect(problems[0]).toMatchObject({ at, message: expect.stringMatching(message), hint: expect.stringMatching(hint) });
  });

  it('several at once', async () => {
    const body = section('<mj-text colour="red">{{ trait.a }}</mj-text>\n<mj-text>{{ traits.b | nofilter }}</mj-text>');
    expect((await problemsOf(file(body))).length).toBeGreaterThanOrEqual(2);
  });

  it('a name that cannot be used in a journey', async () => {
    expect(await problemsOf(text('x'), 'Welcome Mail')).toMatchObject([{ message: '"Welcome Mail" is no name for a message' }]);
  });

  it('more HTML than Gmail shows', async () => {
    const [problem] = await problemsOf(text('many words '.repeat(10_000)));
    expect(problem?.message).toMatch(/\d+ KB of HTML, and at most 100 KB/);
  });
});

describe('what comes after the first name', () => {
  const traits = ['firstName', 'city', 'shoe size'];
  const problemsWith = async (content: string) => {
    await write('welcome', file(section(`<mj-text>${content}</mj-text>`)));
    const { problems } = await compileMessages(directory, { traits });
    return problems.map(({ line, column, message, hint }) => [`${line}:${column}`, message, hint]);
  };

  it.each([
    ['a misspelt trait', 'Hi {{ traits.firstNme }}', '7:16', /no trait "firstNme" in/, /mean "traits\.firstName"/],
    ['a trait in brackets', "{{ traits['shoe sise'] }}", '7:13', /no trait "shoe sise"/, /mean "traits\['shoe size'\]"/],
    ['a trait in a condition', '{% if traits.citty %}x{% endif %}', '7:16', /no trait "citty"/, /mean "traits\.city"/],
    ['a trait like nothing declared', '{{ traits.toString }}', '7:13', /no trait "toString"/, /Declare it under `traits`/],
    ['a trait named by a misspelt part', '{{ traits[reply.nam] }}', '7:20', /"reply\.nam"/, /mean "reply\.name"/],
    ['of the coupon', '{{ coupon.expiresat }}', '7:13', /"coupon\.expiresat"/, /mean "coupon\.expires_at"/],
    ['of the event', '{{ event.propertes.model }}', '7:13', /"event\.propertes"/, /mean "event\.properties"/],
    ['a property of the event', '{{ event.colour }}', '7:13', /"event\.colour"/, /written as event\.properties\.colour/],
    ['of the profile', '{{ profile.firstName }}', '7:13', /"profile\.firstName"/, /only profile\.id/],
  ])('is looked at: %s', async (_, content, at, message, hint) => {
    expect(await problemsWith(content)).toEqual([[at, expect.stringMatching(message), expect.stringMatching(hint)]]);
  });

  it.each([
    ['names that exist', '{{ traits.firstName }} {{ event.timestamp }} {{ coupon.code }} {{ profile.id }}'],
    ['properties, which are up to the event', '{{ event.properties.anything.at_all }} {{ reply.properties["x y"] }}'],
    ['a trait that a value names', '{{ traits[event.name] }}'],
    ['all traits together', '{% for trait in traits %}{{ trait[0] }}{% endfor %}'],
    ['a name of the message itself', '{% assign event = traits.city %}{{ event.size }}'],
  ])('is in order: %s', async (_, content) => {
    expect(await problemsWith(content)).toEqual([]);
  });

  it('is no mistake in a trait as long as nobody has said which there are', async () => {
    expect(await problemsOf(file(section('<mj-text>{{ traits.firstNme }}</mj-text>')))).toEqual([]);
  });

  it('is looked at in the subject and in the layout, too', async () => {
    await write('welcome', file(section('<mj-text>x</mj-text>'), "subject: 'Hi {{ traits.citty }}'\npreheader: b"));
    expect((await compileMessages(directory, { traits })).problems).toMatchObject([{ line: 2 }]);
    await write('_layout', layout.replace('Unsubscribe<', '{{ traits.citty }}<'));
    expect((await compileMessages(directory, { traits })).problems).toMatchObject([
      { file: expect.stringMatching(/_layout\.mjml$/), line: 5 },
    ]);
  });
});

describe('a layout with a mistake', () => {
  it.each([
    ['has no place for the message', layout.replace('<!-- message -->', ''), /must contain <!-- message --> once/],
    ['has no unsubscribe link', layout.replace('unsubscribe_url', 'profile.id'), /no unsubscribe link/],
    [
      'has an unsubscribe link for some only',
      layout.replace('<a href', '{% if traits.a %}<a href').replace('</a>', '</a>{% endif %}'),
      /no unsubscribe link/,
    ],
    ['has no postal address', layout.replace('{{ postal_address }}', ''), /postal address/],
    [
      'has an element that does not exist',
      layout.replace('<mj-section>', '<mj-sektion>').replace('</mj-section>', '</mj-sektion>'),
      /mj-sektion/,
    ],
    ['speaks of what is not there', layout.replace('postal_address', 'postal_adress'), /nothing called "postal_adress"/],
  ])('that %s stops every message', async (_, content, message) => {
    await write('_layout', content);
    const [problem] = await problemsOf(file(section('<mj-text>x</mj-text>')));
    expect(problem?.message).toMatch(message);
  });

  it('is reported at its own line, and once, however many messages there are', async () => {
    await write('_layout', layout.replace('<mj-text><a', '<mj-text colour="red"><a'));
    await write('first', file(section('<mj-text>x</mj-text>\n<mj-text>y</mj-text>')));
    const problems = await problemsOf(file(section('<mj-text>x</mj-text>')));
    expect(problems).toMatchObject([{ at: '_layout.mjml:5:1' }]);
  });

  it('that is missing is a mistake too', async () => {
    await rm(join(directory, '_layout.mjml'));
    expect(await problemsOf(file(''))).toMatchObject([{ message: 'the layout of all messages is missing' }]);
  });
});
