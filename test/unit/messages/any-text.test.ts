import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkMjml } from '#shared/adapters/mjml/check-mjml.ts';
import { readLiquid } from '#shared/domain/message/check-liquid.ts';

const pieces = (...all: readonly string[]) =>
  fc.array(fc.oneof(fc.constantFrom(...all), fc.string({ maxLength: 3 })), { maxLength: 25 }).map((some) => some.join(''));

const liquid = pieces(
  ...[
    '{{',
    '}}',
    '{%',
    '%}',
    '{%-',
    '-%}',
    ' if ',
    ' elsif ',
    ' else ',
    ' endif ',
    ' unless ',
    ' endunless ',
    ' for x in ',
    ' endfor ',
  ],
  ...[
    ' case ',
    ' when ',
    ' endcase ',
    ' capture a ',
    ' endcapture ',
    ' raw ',
    ' endraw ',
    ' comment ',
    ' endcomment ',
    ' assign a = ',
  ],
  ...['traits.city', "traits['x y']", 'event.properties.a', ' | default: ', ' | upcas ', '"', "'", '\n', ' && ', ' = '],
);
const mjml = pieces(
  ...[
    '<mj-section',
    '</mj-section>',
    '<mj-column>',
    '</mj-column>',
    '<mj-text',
    '</mj-text>',
    '<mj-txt>',
    '</mj-txt>',
    '<mj-image',
    '<mj-raw>',
  ],
  ...[
    '>',
    '/>',
    '<',
    ' color="',
    " href='",
    '"',
    "'",
    '<!--',
    '-->',
    '{{ a }}',
    '{% if a < 3 %}',
    '<b>',
    '</b>',
    '\n',
    '</',
    '<mj-spacer/>',
  ],
);

describe('whatever somebody writes', () => {
  it('is read as Liquid to its end, and every mistake is somewhere in it', () => {
    fc.assert(
      fc.property(liquid, (text) => {
        const { mistakes, properties, isReadable } = readLiquid(text, ['city']);
        for (const { offset } of [...mistakes, ...properties]) {
          expect(offset).toBeGreaterThanOrEqual(0);
          expect(offset).toBeLessThanOrEqual(text.length);
        }
        if (mistakes.length === 0) expect(isReadable).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is read as MJML to its end, and every mistake is somewhere in it', () => {
    fc.assert(
      fc.property(mjml, (text) => {
        for (const { offset } of checkMjml(text, 'mj-body')) {
          expect(offset).toBeGreaterThanOrEqual(0);
          expect(offset).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
