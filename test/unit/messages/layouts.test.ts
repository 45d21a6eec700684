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
      ['drive.mjml:2:1 there is no layout "aurigo" (did you mean `auriga`?)'],
    ],
    [
      'its front matter says something else',
      { '_layout-auriga': `---\nfrom: Auriga\n---\n${layout('AURIGA')}` },
      [
        '_layout-auriga.mjml:2:1 the front matter of the layout is not understood (All that can stand there is who the mail is from, like `sender: Auriga`.)',
      ],
    ],
    [
      'it has no place for the message',
      { '_layout-auriga': layout('AURIGA').replace('<!-- message -->', '') },
      [
        "_layout-auriga.mjml:1:1 the layout must contain <!-- message --> once (<!-- message --> stands on a line of its own where a message's sections go, <!-- preheader --> inside <mj-preview>.)",
      ],
    ],
  ])('is a mistake where %s', async (_, files, expected) => {
    const { problems } = await compile({ ...ours, welcome: message(''), ...files });
    expect(problems.map((text) => text.replace(/ \(undefined\)$/, ''))).toEqual(expected);
  });

  it('leads from a mistake in it to its line, front matter counted', async () => {
    const broken = ours['_layout-auriga'].replace('<mj-text>AURIGA', '<mj-text colour="blue">AURIGA');
    const { problems } = await compile({ ...ours, '_layout-auriga': broken, drive: message('layout: auriga\n') });
    expect(problems.map((text) => text.split(' ')[0])).toEqual(['_layout-auriga.mjml:7:1']);
  });

  it('leads from a mistake in its message to the line there', async () => {
    const { problems } = await compile({ ...ours, drive: message('layout: auriga\n', '<mj-text colour="blue">Hello</mj-text>') });
    expect(problems.map((text) => text.split(' ')[0])).toEqual(['drive.mjml:8:1']);
  });
});
