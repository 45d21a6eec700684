import { describe, expect, it } from 'vitest';
import { compileMessages } from '#shared/adapters/mjml/compile-messages.ts';
import { marketingCopy } from '#test/support/marketing-folder.ts';

const layout = (brand: string) => `<mjml>
  <mj-head><mj-preview><!-- preheader --></mj-preview></mj-head>
  <mj-body>
    <mj-section><mj-column><mj-text>${brand}</mj-text></mj-column></mj-section>
    <!-- message -->
    <mj-section><mj-column><mj-text><a href="{{ unsubscribe_url }}">Unsubscribe</a> {{ postal_address }}</mj-text></mj-column></mj-section>
  </mj-body>
</mjml>
`;

const message = (layoutLine: string, body = '<mj-text>Hello</mj-text>') =>
  `---\n${layoutLine}subject: Hello\npreheader: What it is about\n---\n<mj-section>\n<mj-column>\n${body}\n</mj-column>\n</mj-section>\n`;

const compile = async (files: Readonly<Record<string, string>>) => {
  const marketing = marketingCopy();
  for (const [name, text] of Object.entries(files)) marketing.write(`tried/${name}.mjml`, text);
  const { messages, names, problems } = await compileMessages(marketing.file('tried'));
  const said = problems.map(
    ({ file, line, column, message: what, hint }) => `${file.split('/').at(-1)}:${line}:${column} ${what} (${hint})`,
  );
  return { messages, names, problems: said };
};

const ours = { _layout: layout('Northwind'), '_layout-auriga': `---\nsender: Auriga\n---\n${layout('AURIGA')}` };

describe('a layout of its own', () => {
  it('gives a message another look and another sender, and all others stay as they are', async () => {
    const { messages, names, problems } = await compile({ ...ours, drive: message('layout: auriga\n'), welcome: message('') });
    expect(problems).toEqual([]);
    expect(names).toEqual(['drive', 'welcome']);
    const [drive, welcome] = messages;
    expect(drive).toMatchObject({ message: 'drive', sender: 'Auriga', text: expect.stringContaining('AURIGA') });
    expect(drive?.text).not.toContain('Northwind');
    expect(welcome).not.toHaveProperty('sender');
    expect(welcome?.text).toContain('Northwind');
  });

  it('need not name a sender', async () => {
    const { messages } = await compile({ ...ours, '_layout-zh': layout('北风'), welcome: message('layout: zh\n') });
    expect(messages).toMatchObject([{ message: 'welcome', text: expect.stringContaining('北风') }]);
    expect(messages[0]).not.toHaveProperty('sender');
  });

  it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      'the message names one that is not there',
      { drive: message('layout: aurigo\n') },
      ['drive.mjml:2:9 there is no layout `aurigo` (did you mean `auriga`?)'],
    ],
    [
      'its front matter says something else',
      { '_layout-auriga': `---\nfrom: Auriga\n---\n${layout('AURIGA')}` },
      ['_layout-auriga.mjml:2:1 there is no field `from` here (`sender` is missing: is it meant by this?)'],
    ],
    [
      'it has no place for the message',
      { '_layout-auriga': layout('AURIGA').replace('<!-- message -->', '') },
      [
        "_layout-auriga.mjml:7:3 the layout must contain `<!-- message -->` once (`<!-- message -->` stands on a line of its own where a message's sections go, `<!-- preheader -->` inside `<mj-preview>`)",
      ],
    ],
  ])('is a mistake where %s', async (_, files, expected) => {
    const { problems } = await compile({ ...ours, welcome: message(''), ...files });
    expect(problems.map((text) => text.replace(/ \(undefined\)$/, ''))).toEqual(expected);
  });

  it('leads from a mistake in it to its line, front matter counted', async () => {
    const broken = ours['_layout-auriga'].replace('<mj-text>AURIGA', '<mj-text colour="blue">AURIGA');
    const { problems } = await compile({ ...ours, '_layout-auriga': broken, drive: message('layout: auriga\n') });
    expect(problems.map((text) => text.split(' ')[0])).toEqual(['_layout-auriga.mjml:7:37']);
  });

  it('leads from a mistake in its message to the line there', async () => {
    const { problems } = await compile({ ...ours, drive: message('layout: auriga\n', '<mj-text colour="blue">Hello</mj-text>') });
    expect(problems.map((text) => text.split(' ')[0])).toEqual(['drive.mjml:8:10']);
  });

  const withoutLink = layout('Northwind').replace('<a href="{{ unsubscribe_url }}">Unsubscribe</a>', 'Unsubscribe');
  const misspelt = message('', '<mj-text>{{ trait.city }}</mj-text>');

  it.each<[string, string, readonly string[]]>([
    ['has no unsubscribe link', withoutLink, ['7:3 the layout has no unsubscribe link']],
    [
      'has one for some only',
      layout('Northwind').replace('<a href', '{% if traits.a %}<a href').replace('</a>', '</a>{% endif %}'),
      ['6:66 the layout has no unsubscribe link'],
    ],
    [
      'has neither a link nor an address',
      withoutLink.replace('{{ postal_address }}', ''),
      ['7:3 the layout has no unsubscribe link', "7:3 the layout does not show the sender's postal address"],
    ],
    [
      'misspells what the link leads to',
      layout('Northwind').replace('unsubscribe_url', 'unsubscribe_ur'),
      ['6:49 there is nothing called `unsubscribe_ur`'],
    ],
    [
      'has no place for the message',
      layout('Northwind').replace('<!-- message -->', ''),
      ['7:3 the layout must contain `<!-- message -->` once'],
    ],
    [
      'has an element that is not closed',
      layout('Northwind').replace('Northwind</mj-text>', 'Northwind'),
      ['4:28 `<mj-text>` is not closed'],
    ],
  ])('that %s is reported once, and with it what is wrong in its messages alone', async (_, broken, expected) => {
    const { messages, problems } = await compile({ _layout: broken, one: message(''), two: message(''), three: misspelt });
    expect(messages).toEqual([]);
    expect(problems.map((text) => text.replace(/ \([^(]*\)$/, ''))).toEqual([
      ...expected.map((text) => `_layout.mjml:${text}`),
      'three.mjml:7:13 there is nothing called `trait`',
    ]);
  });

  it.each([
    ['only some have', '{% unless traits.vip %}<a href="{{ unsubscribe_url }}">Leave</a>{% endunless %}', false],
    [
      'one of three ways lacks',
      '{% case traits.plan %}{% when "a" %}<a href="{{ unsubscribe_url }}">A</a>{% when "b" %}B{% else %}<a href="{{ unsubscribe_url }}">C</a>{% endcase %}',
      false,
    ],
    [
      'each of two ways has',
      '{% if traits.city %}<a href="{{ unsubscribe_url }}">A</a>{% else %}<a href="{{ unsubscribe_url }}">B</a>{% endif %}',
      true,
    ],
  ])('has an unsubscribe link for everybody: one that %s', async (_, footer, isEnough) => {
    const _layout = layout('Northwind').replace('<a href="{{ unsubscribe_url }}">Unsubscribe</a>', footer);
    const { problems } = await compile({ _layout, welcome: message('') });
    expect(problems).toEqual(isEnough ? [] : [expect.stringContaining('the layout has no unsubscribe link')]);
  });

  it('cannot be robbed of its unsubscribe link in a part that only some get', async () => {
    const body = '<mj-text>{% if traits.city %}{% assign unsubscribe_url = "x" %}{% endif %}Hello</mj-text>';
    const { problems } = await compile({ ...ours, welcome: message('', body) });
    expect(problems).toEqual([expect.stringContaining('the message has no unsubscribe link')]);
  });

  it('may begin with the mark that Windows puts before a text', async () => {
    const { problems } = await compile({ ...ours, welcome: `\uFEFF${message('')}` });
    expect(problems).toEqual([]);
  });

  it('cannot be robbed of its unsubscribe link by a message', async () => {
    const body = '<mj-text>{% assign unsubscribe_url = "#" %}Hello</mj-text>';
    const { problems } = await compile({ ...ours, drive: message('layout: auriga\n', body), welcome: message('') });
    expect(problems).toEqual([
      expect.stringMatching(/^drive\.mjml:8:20 the message has no unsubscribe link \(its layout has it/),
    ]);
  });

  it('that is missing does not hide what is wrong in messages', async () => {
    const { problems } = await compile({ three: misspelt });
    expect(problems.map((text) => text.split(' (')[0])).toEqual([
      '_layout.mjml:1:1 the layout of all messages is missing',
      'three.mjml:7:13 there is nothing called `trait`',
    ]);
  });
});
