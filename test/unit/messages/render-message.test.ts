import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CompiledMessage } from '#shared/domain/message/message.ts';
import { messageVariables } from '#shared/domain/message/message-variables.ts';
import { renderMessage } from '#shared/domain/message/render-message.ts';
import type { Json } from '#shared/events/json.ts';
import { at } from '#test/support/a-customer-event.ts';
import { aProfile, traitsOf } from '#test/support/a-profile.ts';
import { aMessage } from '#test/support/stage-world.ts';

const render = (message: Partial<CompiledMessage>, traits: Record<string, Json> = {}) =>
  renderMessage(
    aMessage({ subject: 'Hello', html: '', text: '', ...message }),
    messageVariables(aProfile({ traits: traitsOf(traits) }), {
      journey: 'lead-nurture',
      unsubscribeUrl: 'https://api.example/v1/unsubscribe/t',
      postalAddress: '12 Harbour Street & Sons',
      at: at('09:00'),
    }),
  );

const html = (template: string, traits: Record<string, Json> = {}) => {
  const rendered = render({ html: template }, traits);
  return rendered.kind === 'rendered' ? rendered.html : rendered;
};

describe('in HTML', () => {
  it('every value is escaped', () => {
    expect(html('<p>{{ traits.name }}</p> {{ postal_address }}', { name: '<img src=x onerror="a">' })).toBe(
      '<p>&lt;img src=x onerror=&#34;a&#34;&gt;</p> 12 Harbour Street &amp; Sons',
    );
  });

  it('no value brings an element or an attribute of its own, whatever the filters', () => {
    const filters = [
      '',
      '| upcase',
      '| append: "<b>"',
      '| default: "<i>"',
      '| replace: "a", "<b>"',
      '| strip_html',
      '| truncate: 5',
      '| json',
      '| split: "a" | join: "<"',
    ];
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom(...filters), (value, filter) => {
        const rendered = html(`{{ traits.name ${filter} }}`, { name: value });
        expect(String(rendered)).not.toMatch(/[<>"]/);
      }),
    );
  });

  it('only what the customer was said to have is seen, never what JavaScript adds', () => {
    expect(
      html('[{{ traits.constructor }}{{ traits.__proto__ }}{{ traits.name.length.constructor }}{{ traits.toString }}]', {
        name: 'Ann',
      }),
    ).toBe('[]');
  });

  it('what is missing is empty, and `default` fills it', () => {
    expect(html('[{{ traits.city }}] {{ traits.city | default: "your town" }} {{ traits.address.street }}')).toBe(
      '[] your town ',
    );
  });

  it('dates are written the same wherever they are rendered', () => {
    expect(
      html('{{ traits.bought | date: "%-d %B %Y, %H:%M" }} {{ sent_at | date: "%Y" }}', { bought: '2026-11-22T23:30:00.000Z' }),
    ).toBe('22 November 2026, 23:30 2026');
  });
});

describe('in the text and the subject', () => {
  it('nothing is escaped', () => {
    expect(
      render(
        { subject: 'For {{ traits.name }}', text: '{{ traits.name }} & {{ traits.name | newline_to_br }}' },
        { name: 'R&D <x>' },
      ),
    ).toMatchObject({
      subject: 'For R&D <x>',
      text: 'R&D <x> & R&D <x>',
    });
  });

  it('a subject is one line, so that no trait can start a header', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const rendered = render({ subject: 'Hello {{ traits.name }}' }, { name });
        if (rendered.kind !== 'rendered') throw new Error(rendered.problem);
        expect(rendered.subject).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      }),
    );
    expect(render({ subject: 'Hello {{ traits.name }}' }, { name: 'Ann\r\nBcc: eve@example.com' })).toMatchObject({
      subject: 'Hello Ann Bcc: eve@example.com',
    });
  });

  it('a subject is cut where no mail program shows it any more, between characters', () => {
    const rendered = render({ subject: '{{ traits.name }}' }, { name: '🙂'.repeat(500) });
    expect(rendered).toMatchObject({ kind: 'rendered', subject: '🙂'.repeat(200) });
  });

  it('what was left out leaves no gap in the text', () => {
    expect(render({ text: 'a\n\n{% if traits.city %}\n\nb\n\n{% endif %}\n\nc\n' })).toMatchObject({ text: 'a\n\nc' });
  });
});

describe('what cannot be rendered is said, and is no crash', () => {
  it.each([
    ['an empty subject', { subject: '{{ traits.name }}' }, 'subject'],
    ['a loop without a sensible end', { html: '{% for i in (1..100000000) %}x{% endfor %}' }, 'html'],
    ['a loop over loops', { html: '{% for i in (1..30000) %}{% for j in (1..30000) %}{% endfor %}{% endfor %}' }, 'html'],
    [
      'a text that grows',
      { html: '{% assign a = "xxxxxxxxxx" %}{% for i in (1..60) %}{% assign a = a | append: a %}{% endfor %}' },
      'html',
    ],
    ['a filter that is gone', { text: '{{ traits.a | gone }}' }, 'text'],
    ['another file', { html: '{% render "/etc/passwd" %}' }, 'html'],
  ] as const)('%s', (_, message, part) => {
    expect(render(message)).toMatchObject({ kind: 'unrenderable', part });
  });

  it('whatever the traits hold, a message is rendered or said to be unrenderable', () => {
    const template =
      '{{ traits.a | upcase | date: "%Y" }}{% for x in traits.a %}{{ x.b | plus: 1 }}{% endfor %}{{ traits.a.b.c | split: "," | first }}';
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(['rendered', 'unrenderable']).toContain(render({ html: template }, { a: value }).kind);
      }),
    );
  });

  it('does not repeat what the customer wrote', () => {
    const rendered = render({ html: '{{ traits.a | where_exp: "x", traits.a }}' }, { a: 'secret-of-ann' });
    expect(JSON.stringify(rendered)).not.toContain('secret-of-ann');
  });
});
