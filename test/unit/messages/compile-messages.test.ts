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
  // With one voice: as all files of marketing are spoken of.
  for (const { message, hint = '' } of problems) expect(`${message}\n${hint}`).not.toMatch(/^[A-Z][a-z]|\.$/m);
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
    ['that does not exist', file('', lines.replace('welcome', 'welcom')), '4:7', /no message `welcom`/, /welcome/],
    [
      'that has none either',
      file('', lines.replace('welcome', 'borrower')),
      '4:7',
      /`borrower` has no body of its own/,
      /: `welcome`/,
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

describe('a subject with a number sign', () => {
  it.each([
    ['at its beginning', 'subject: #1 in ovens', 10, '#1 in ovens'],
    ['within', 'subject: Our #1 oven', 14, '#1 oven'],
    ['after one that is no comment', 'subject: C# and #1', 17, '#1'],
    ['after a name', 'subject: It is {{ traits.firstName }}’s # of', 41, '# of'],
  ])('%s is cut there by YAML, and that is said', async (_, subject, column, lost) => {
    const problems = await problemsOf(file(section('<mj-text>x</mj-text>'), `${subject}\npreheader: What it is about`));
    expect(problems).toEqual([
      {
        at: `welcome.mjml:2:${column}`,
        message: `\`${lost}\` is a comment here, and in no mail`,
        hint: 'put the whole text into single quotes, or the comment on a line of its own',
      },
    ]);
  });

  it.each(["'Our #1 oven'", '"Our #1 oven" # since May', 'Ovens#1', '>-\n  Our #1 oven'])('is whole as %s', async (subject) => {
    expect(await problemsOf(file(section('<mj-text>x</mj-text>'), `subject: ${subject}\npreheader: What it is about`))).toEqual(
      [],
    );
  });
});

describe('HTML in a text', () => {
  const said = async (html: string) =>
    (await problemsOf(file(section(`<mj-text>${html}</mj-text>`)))).map(
      ({ at, message }) => `${at.split(':').at(-1)} ${message}`,
    );

  it.each([
    ['an element that is not closed', 'Hello <b>you', ['16 `<b>` is not closed']],
    ['one within another', '<ul><li><a href="x">a <i>b</a></ul>', ['32 `<i>` is not closed']],
    ['an end of nothing', 'you</b>', ['13 `</b>` closes nothing']],
    ['an attribute that is not closed', '<a href="https://x.example>x</a>', ['17 the value of `href` is not closed']],
  ])('%s is a mistake', async (_, html, expected) => {
    expect(await said(html)).toEqual(expected);
  });

  it.each([
    ['<p>one<br>two <ul><li>x<li>y</ul>'],
    ['{% if traits.plan %}<a href="x">{% else %}<a href="y">{% endif %}a link</a>'],
    ['{% if 1 < 2 %}<b>{{ traits.firstName | default: "<b>" }}</b>{% endif %} <!-- <i> -->'],
    ['5 < 6 & 7'],
  ])('may be %s', async (html) => {
    expect(await said(html)).toEqual([]);
  });
});

describe('a message with a mistake says where, what and what to do', () => {
  const text = (content: string) => file(section(`<mj-text>${content}</mj-text>`));
  const said = (content: string) => file(section(content));

  it.each<[string, string, string, string, RegExp]>([
    // MJML
    [
      'an element that does not exist',
      file('<mj-secton></mj-secton>\n'),
      '5:2',
      'there is no element `<mj-secton>`',
      /`<mj-section>`\?/,
    ],
    [
      'a misspelt element with text',
      said('<mj-txt>x <b>y</b></mj-txt>'),
      '7:2',
      'there is no element `<mj-txt>`',
      /`<mj-text>`\?/,
    ],
    [
      'an attribute that does not exist',
      said('<mj-text colour="red">x</mj-text>'),
      '7:10',
      '`<mj-text>` has no attribute `colour`',
      /`color`\?/,
    ],
    [
      'an attribute unlike any',
      said('<mj-text onclick="x">x</mj-text>'),
      '7:10',
      '`<mj-text>` has no attribute `onclick`',
      /^it has `align`, /,
    ],
    [
      'a value that is no colour',
      said('<mj-text align="left" color="blu">x</mj-text>'),
      '7:23',
      '`blu` is no value for `color` of `<mj-text>`',
      /#0b5d4e/,
    ],
    [
      'a misspelt value',
      said('<mj-text align="lft">x</mj-text>'),
      '7:10',
      '`lft` is no value for `align` of `<mj-text>`',
      /`left`\?/,
    ],
    [
      'a size without a unit',
      said('<mj-text padding="wide">x</mj-text>'),
      '7:10',
      '`wide` is no value for `padding` of `<mj-text>`',
      /px or %, up to four/,
    ],
    [
      'an element in the wrong place',
      file('<mj-text>x</mj-text>\n'),
      '5:2',
      '`<mj-text>` cannot stand outside of a section',
      /<mj-column>/,
    ],
    [
      'a section in a column',
      said('<mj-section></mj-section>'),
      '7:2',
      '`<mj-section>` cannot stand in `<mj-column>`',
      /`<mj-body>` or `<mj-wrapper>`/,
    ],
    ['an element that is not closed', said('<mj-text>x'), '7:1', '`<mj-text>` is not closed', /write `<\/mj-text>/],
    [
      'a column that is not closed',
      file('<mj-section>\n  <mj-column>\n</mj-section>\n'),
      '6:3',
      '`<mj-column>` is not closed',
      /write `<\/mj-column>/,
    ],
    ['a section that is not closed', file('<mj-section>\n'), '5:1', '`<mj-section>` is not closed', /write `<\/mj-section>/],
    ['a picture that is not closed', said('<mj-image src="a.png">'), '7:1', '`<mj-image>` is not closed', /<mj-image … \/>/],
    ['a misspelt end', said('<mj-text>x</mj-txt>'), '7:11', '`</mj-txt>` closes nothing', /write `<\/mj-text>/],
    [
      'a misspelt end of a column',
      file('<mj-section>\n<mj-column>\n</mj-colum>\n</mj-section>\n'),
      '7:1',
      '`</mj-colum>` closes nothing',
      /write `<\/mj-column>/,
    ],
    ['an end of nothing', file(`${section('')}</mj-section>\n`), '10:1', '`</mj-section>` closes nothing', /take it out/],
    ['HTML between elements', said('<p>x</p>'), '7:2', '`<p>` cannot stand between MJML elements', /<mj-text>/],
    [
      'text between elements',
      said('Hello there'),
      '7:1',
      '`Hello there` is lost, because it stands between two MJML elements',
      /<mj-text>/,
    ],
    [
      'a value that is not closed',
      said('<mj-text align="left>x</mj-text>'),
      '7:15',
      'the value of `align` is not closed',
      /both sides/,
    ],
    [
      'quotes within quotes',
      said('<mj-button href="/{{ traits.a | default: "b" }}">x</mj-button>'),
      '7:12',
      'the value of `href` ends within its Liquid',
      /single quotes/,
    ],
    ['a tag that is not closed', said('<mj-text'), '7:1', '`<mj-text` is not closed', /write `>/],
    ['a whole MJML document', file('<mjml></mjml>\n'), '5:1', 'a message holds sections only', /_layout\.mjml/],
    [
      'Liquid between two components',
      said('{{ traits.a }}<mj-text>x</mj-text>'),
      '7:1',
      '`{{ traits.a }}` is lost, because it stands between two MJML elements',
      /<mj-raw>\{\{/,
    ],
    [
      'Liquid in a comment',
      said('<!-- {{ traits.a }} -->'),
      '7:6',
      '`{{ traits.a }}` is lost, because MJML drops it',
      /comments/,
    ],
    // Liquid
    ['a condition that is not closed', text('{% if traits.a %}x'), '7:10', '`{% if traits.a %}` is not closed', /endif/],
    [
      'a condition in a loop',
      text('{% for x in traits.a %}{% if x %}{% endfor %}'),
      '7:33',
      '`{% if x %}` is not closed',
      /endif/,
    ],
    ['an end of nothing in Liquid', text('{% endif %}'), '7:10', '`{% endif %}` ends nothing', /take it out/],
    [
      'the end of something else',
      text('{% unless traits.a %}x{% endif %}'),
      '7:32',
      '`{% endif %}` cannot end `{% unless traits.a %}`',
      /endunless/,
    ],
    ['an output that is not closed', text('{{ traits.a'), '7:10', '`{{` is not closed', /\}\}/],
    ['an output before another one', text('{{ traits.a } and {{ traits.b }}'), '7:10', '`{{` is not closed', /\}\}/],
    ['a quotation mark that is missing', text('{{ traits.a | default: "x }}'), '7:10', '`{{` is not closed', /quotation mark/],
    ['an output of nothing', text('{{ }}'), '7:13', '`{{ }}` has no value', /firstName/],
    [
      'a sign of another language',
      text('{% if traits.a = "x" %}x{% endif %}'),
      '7:25',
      '`=` is written otherwise in Liquid',
      /==/,
    ],
    [
      'two signs of another language',
      text('{% if traits.a && traits.b %}x{% endif %}'),
      '7:25',
      '`&&` is written otherwise in Liquid',
      /and/,
    ],
    [
      'a loop over nothing',
      text('{% for x of traits.a %}{{ x }}{% endfor %}'),
      '7:10',
      '`{% for x of traits.a %}` is not understood',
      /for product in/,
    ],
    [
      'two alternatives',
      text('{% if traits.a %}{% else %}{% else %}{% endif %}'),
      '7:10',
      '`{% if traits.a %}` has two `{% else %}`',
      /elsif/,
    ],
    ['a misspelt tag', text('{% if traits.a %}{% esle %}{% endif %}'), '7:30', 'there is no tag `esle`', /`else`\?/],
    ['a misspelt end in Liquid', text('{% if traits.a %}x{% enidf %}'), '7:31', 'there is no tag `enidf`', /`endif`\?/],
    ['a misspelt filter', text('{{ traits.a | defualt: "b" }}'), '7:24', 'there is no filter `defualt`', /`default`\?/],
    [
      'a filter without its colon',
      text('{{ traits.a | default "b" }}'),
      '7:32',
      'a colon is missing after the name of the filter',
      /default: /,
    ],
    ['the raw filter', text('{{ traits.a | raw }}'), '7:24', 'there is no filter `raw`', /always escaped/],
    ['another file', text('{% include "other" %}'), '7:13', 'there is no tag `include`', /complete in itself/],
    ['the clock', text('{{ "now" | date: "%Y" }}'), '7:10', 'there is no clock in a message', /sent_at/],
    ['a misspelt variable', text('{{ trait.firstName }}'), '7:13', 'there is nothing called `trait`', /did you mean `traits`/],
    [
      'a trait without its prefix',
      text('{{ loyaltyNumber }}'),
      '7:13',
      'there is nothing called `loyaltyNumber`',
      /traits\.loyaltyNumber/,
    ],
    // Front matter
    [
      'no front matter',
      section('<mj-text>x</mj-text>'),
      '1:1',
      'the front matter with subject and preheader is missing',
      /subject:/,
    ],
    [
      'front matter without an end',
      '---\nsubject: a\n<mj-section></mj-section>\n',
      '1:1',
      'the front matter has no end',
      /`---`/,
    ],
    ['no subject', file('', 'preheader: x'), '2:1', '`subject` is missing', /subject:/],
    [
      'an unknown line',
      file('', 'subject: a\npreheader: b\nsender: c'),
      '4:1',
      'there is no field `sender` here',
      /`subject`, `preheader`/,
    ],
    ['a misspelt line', file('', 'topik: a\nsubject: a\npreheader: b'), '2:1', 'there is no field `topik` here', /`topic`\?/],
    [
      'a subject that is too long',
      file('', `subject: ${'long '.repeat(50)}\npreheader: b`),
      '2:10',
      '`subject` is too long: at most 200 characters',
      /./,
    ],
    ['a subject that fails', file('', "subject: 'Hi {{ traits.a'\npreheader: b"), '2:14', '`{{` is not closed', /\}\}/],
    [
      'a subject that may be empty',
      file('', "subject: '{{ traits.a }}'\npreheader: b"),
      '2:11',
      'for a customer without traits the subject is empty',
      /default/,
    ],
  ])('%s', async (_, content, at, message, hint) => {
    expect(await problemsOf(content)).toEqual([{ at: `welcome.mjml:${at}`, message, hint: expect.stringMatching(hint) }]);
  });

  it('front matter that is not YAML', async () => {
    const [problem, ...others] = await problemsOf(file('', 'subject: {{ traits.a }}, hello\npreheader: b'));
    expect(problem).toMatchObject({ at: expect.stringMatching(/^welcome.mjml:2:/), hint: expect.stringMatching(/quot/) });
    expect(others).toEqual([]);
  });

  it.each([
    ['plain', 'subject: Hi {{ trait.a }}', '2:16'],
    ['in single quotes', "subject: 'It''s {{ trait.a }}'", '2:20'],
    ['in double quotes', 'subject: "Say \\"hi\\", {{ trait.a }}"', '2:26'],
    ['folded', 'subject: >-\n  Good morning\n  {{ trait.a }}', '4:6'],
    ['over two lines', 'subject: Good morning\n  {{ trait.a }}', '3:6'],
  ])('a wrong word in a subject that is written %s', async (_, subject, at) => {
    const problems = await problemsOf(file(section(''), `${subject}\npreheader: b`));
    expect(problems).toMatchObject([{ at: `welcome.mjml:${at}`, message: 'there is nothing called `trait`' }]);
  });

  it('all of them at once, whatever hides them', async () => {
    const body = section(
      '<mj-text colour="red">{{ trait.a }}</mj-text>\n<mj-txt>{{ traits.b | nofilter }}</mj-txt>\n<mj-text align="lft">{% if traits.a %}x {{ coupn.code }}',
    );
    const problems = await problemsOf(file(body, "topik: a\nsubject: 'Hi {{ nme }}'\npreheader: '{% if x %}'"));
    expect(problems.map(({ at, message }) => `${at.split(':').slice(1).join(':')} ${message}`)).toEqual([
      '2:1 there is no field `topik` here',
      '3:17 there is nothing called `nme`',
      '4:13 `{% if x %}` is not closed',
      '4:19 there is nothing called `x`',
      '8:10 `<mj-text>` has no attribute `colour`',
      '8:26 there is nothing called `trait`',
      '9:2 there is no element `<mj-txt>`',
      '9:23 there is no filter `nofilter`',
      '10:1 `<mj-text>` is not closed',
      '10:10 `lft` is no value for `align` of `<mj-text>`',
      '10:22 `{% if traits.a %}` is not closed',
      '10:44 there is nothing called `coupn`',
    ]);
  });

  it('a name that cannot be used in a journey', async () => {
    expect(await problemsOf(text('x'), 'Welcome Mail')).toMatchObject([{ message: '`Welcome Mail` is no name for a message' }]);
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
    ['a misspelt trait', 'Hi {{ traits.firstNme }}', '7:23', /no trait `firstNme` in/, /mean `traits\.firstName`/],
    ['a trait in brackets', "{{ traits['shoe sise'] }}", '7:21', /no trait `shoe sise`/, /mean `traits\['shoe size'\]`/],
    ['a trait in a condition', '{% if traits.citty %}x{% endif %}', '7:23', /no trait `citty`/, /mean `traits\.city`/],
    ['a trait like nothing declared', '{{ traits.toString }}', '7:20', /no trait `toString`/, /declare it under `traits:`/],
    ['a trait named by a misspelt part', '{{ traits[reply.nam] }}', '7:26', /`reply\.nam`/, /mean `reply\.name`/],
    ['of the coupon', '{{ coupon.expiresat }}', '7:20', /`coupon\.expiresat`/, /mean `coupon\.expires_at`/],
    ['of the event', '{{ event.propertes.model }}', '7:19', /`event\.propertes`/, /mean `event\.properties`/],
    ['a property of the event', '{{ event.colour }}', '7:19', /`event\.colour`/, /written as `event\.properties\.colour`/],
    ['of the profile', '{{ profile.firstName }}', '7:21', /`profile\.firstName`/, /only `profile\.id`/],
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
    expect((await compileMessages(directory, { traits })).problems).toMatchObject([{ line: 2, column: 24 }]);
    await write('_layout', layout.replace('Unsubscribe<', '{{ traits.citty }}<'));
    expect((await compileMessages(directory, { traits })).problems).toMatchObject([
      { file: expect.stringMatching(/_layout\.mjml$/), line: 5, column: 79 },
      { file: expect.stringMatching(/welcome\.mjml$/), line: 2, column: 24 },
    ]);
  });
});

describe('a layout with a mistake', () => {
  it.each([
    ['has no place for the message', layout.replace('<!-- message -->', ''), /must contain `<!-- message -->` once/],
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
    ['speaks of what is not there', layout.replace('postal_address', 'postal_adress'), /nothing called `postal_adress`/],
  ])('that %s stops every message', async (_, content, message) => {
    await write('_layout', content);
    const [problem] = await problemsOf(file(section('<mj-text>x</mj-text>')));
    expect(problem?.message).toMatch(message);
  });

  it('is reported at its own line, and once, however many messages there are', async () => {
    await write('_layout', layout.replace('<mj-text><a', '<mj-text colour="red"><a'));
    await write('first', file(section('<mj-text>x</mj-text>\n<mj-text>y</mj-text>')));
    const problems = await problemsOf(file(section('<mj-text>x</mj-text>')));
    expect(problems).toMatchObject([{ at: '_layout.mjml:5:37' }]);
  });

  it('that is missing is a mistake too', async () => {
    await rm(join(directory, '_layout.mjml'));
    expect(await problemsOf(file(''))).toMatchObject([{ message: 'the layout of all messages is missing' }]);
  });
});
