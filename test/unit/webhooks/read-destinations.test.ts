import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDestinations } from '#shared/adapters/yaml/read-destinations.ts';
import { destination } from '#shared/domain/webhook/destination.ts';
import { marketingCopy } from '#test/support/marketing-folder.ts';

const read = (text: string) => {
  const marketing = marketingCopy();
  marketing.write('destinations.yaml', text);
  return readDestinations(marketing.file('destinations.yaml'));
};

describe('the file of destinations', () => {
  it('declares webhooks and audiences of Mailchimp', async () => {
    const { destinations, problems } = await read(
      [
        'crm: { url: https://crm.example.com/in, secret: crm, body: { email: { from: traits.email }, n: [1, true] } }',
        'plain: { kind: webhook, url: https://crm.example.com/in, secret: crm }',
        'list: { kind: mailchimp, audience: a1b2, secret: mailchimp }',
        'more: { kind: mailchimp, audience: a1b2, secret: mailchimp, status if new: pending, tags: [vip], fields: { A: { from: x } } }',
      ].join('\n'),
    );
    expect(problems).toEqual([]);
    const url = 'https://crm.example.com/in';
    const mailchimp = { kind: 'mailchimp', audience: 'a1b2', secret: 'mailchimp' };
    expect(destinations).toEqual([
      { destination: 'crm', kind: 'webhook', url, secret: 'crm', body: { email: { from: 'traits.email' }, n: [1, true] } },
      { destination: 'plain', kind: 'webhook', url, secret: 'crm' },
      { destination: 'list', ...mailchimp, statusIfNew: 'subscribed', tags: [], fields: {} },
      { destination: 'more', ...mailchimp, statusIfNew: 'pending', tags: ['vip'], fields: { A: { from: 'x' } } },
    ]);
    for (const one of destinations ?? []) expect(destination.parse(one)).toEqual(one);
  });

  it('need not be there', async () => {
    expect(await readDestinations('/nowhere/destinations.yaml')).toEqual({ destinations: [], names: [], problems: [] });
  });

  it('of ours is right', async () => {
    const { problems } = await readDestinations(resolve(import.meta.dirname, '../../../marketing/destinations.yaml'));
    expect(problems).toEqual([]);
  });

  it('can be copied from the manual', async () => {
    const manual = readFileSync('docs/webhooks.md', 'utf8');
    const [, example = ''] = /```yaml\n(zapier-high-intent:[\s\S]*?)```/.exec(manual) ?? [];
    const { destinations, problems } = await read(example);
    expect(problems).toEqual([]);
    expect(destinations?.map(({ kind }) => kind)).toEqual(['webhook', 'mailchimp']);
  });

  it('is checked for what its expressions speak of', async () => {
    const marketing = marketingCopy();
    marketing.write(
      'destinations.yaml',
      'a:\n  url: https://crm.example.com/\n  secret: s\n  body: { list: [{ from: traits.emial }], mail: { from: "traits.email" } }\n',
    );
    const vocabulary = { traits: { email: 'text' }, events: {}, segments: [], scores: [], currency: 'EUR' } as const;
    const { destinations, problems } = await readDestinations(marketing.file('destinations.yaml'), { vocabulary });
    expect(destinations).toEqual([]);
    expect(problems).toMatchObject([
      { line: 4, message: expect.stringContaining('emial'), hint: expect.stringContaining('email') },
    ]);
    expect(problems[0]?.column).toBe('  body: { list: [{ from: traits.emial'.indexOf('emial') + 1);
  });

  it.each([
    ['plain HTTP', 'a: { url: http://crm.example.com/, secret: s }', 11, /https only/, /customers/],
    ['an inner address', 'a: { url: https://169.254.169.254/, secret: s }', 11, /no name on the internet/, /network/],
    ['this machine', 'a: { url: http://127.0.0.1/, secret: s }', 11, /https only/, /./],
    ['no address', 'a: { secret: s }', 1, /`url` is missing/, /url: https:/],
    ['no secret', 'a: { url: https://crm.example.com/ }', 1, /`secret` is missing/, /secret: zapier/],
    ['a secret instead of its name', 'a: { url: https://crm.example.com/, secret: whsec_AbC= }', 45, /name of a secret/, /./],
    ['a misspelt field', 'a: { ulr: 1, url: https://crm.example.com/, secret: s }', 6, /no field `ulr`/, /did you mean `url`/],
    ['a field of the other kind', 'a: { url: https://crm.example.com/, secret: s, tags: [x] }', 48, /no field `tags`/, /`body`/],
    ['a kind that is none', 'a: { kind: zapier, url: https://a.example.com/, secret: s }', 12, /`kind`/, /./],
    ['a status that is none', 'a: { kind: mailchimp, audience: a, secret: s, status if new: cleaned }', 62, /status if new/, /./],
    ['a body that is text', 'a: { url: https://crm.example.com/, secret: s, body: hello }', 54, /`body`/, /./],
  ])('is wrong with %s', async (_, text, column, message, hint) => {
    const { destinations, problems } = await read(text);
    expect(destinations).toEqual([]);
    const problem = problems.find((found) => message.test(found.message));
    expect(problem, JSON.stringify(problems)).toMatchObject({ line: 1, column });
    expect(problem?.hint).toMatch(hint);
  });
});
