import { marshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toEventItem } from '#shared/adapters/dynamodb/event-item.ts';
import { limits } from '#shared/domain/event/limits.ts';
import { catalogue } from '#shared/events/catalogue.ts';
import { basic } from '#test/support/http-request.ts';
import { anIngestionWorld, serverKey, writeKey } from '#test/support/ingestion-world.ts';

/**
 * Whatever a key holder sends, the table must be able to take what is made of it: a refusal there would be answered 5xx, and the
 * sender would send the same again for ever, with all the good events that are in the same batch.
 */

/** Texts as they are written in JSON, quotes included: what a printer makes of a string, and escapes that no string should hold. */
const written = fc.constantFrom(
  '\\ud83d',
  '\\uDE00',
  '\\u0000',
  '\\u001f',
  '\\ufffd',
  '\\uFFFF',
  '\\u0061',
  '\\n',
  '\\\\ud83d',
  '~',
  '@',
);
const writtenText = fc
  .array(
    fc.oneof(
      written,
      fc.string({ unit: 'binary', maxLength: 4 }).map((text) => JSON.stringify(text).slice(1, -1)),
    ),
    { maxLength: 4 },
  )
  .map((parts) => `"${parts.join('')}"`);
const oddKey = fc.constantFrom('"__proto__"', '"constructor"', '""', '"toJSON"', '"length"', '"\\u005f_proto__"');
const writtenNumber = fc.oneof(
  fc.constantFrom('1e400', '-1e400', '1e-400', '-0', '9007199254740993', '1e308', '123456789012345678901234567890.5', '5E-324'),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => JSON.stringify(number)),
);

const { value: anything, object: anObject } = fc.letrec<{ value: string; object: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    writtenText,
    writtenNumber,
    fc.constantFrom('null', 'true', 'false', '{}', '[]'),
    fc.array(tie('value'), { maxLength: 3 }).map((entries) => `[${entries.join(',')}]`),
    tie('object'),
  ),
  object: fc
    .array(fc.tuple(fc.oneof(writtenText, oddKey), tie('value')), { maxLength: 3 })
    .map((entries) => `{${entries.map(([key, value]) => `${key}:${value}`).join(',')}}`),
}));

const or = (...usual: readonly string[]) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...usual.map((text) => JSON.stringify(text))) },
    { weight: 1, arbitrary: anything },
  );

const mostly = (usual: fc.Arbitrary<string>) => fc.oneof({ weight: 14, arbitrary: usual }, { weight: 1, arbitrary: anything });
const id = mostly(fc.constantFrom('"ann"', '"ann@example.com"', '"~x"', '7', 'null', '""'));
const bag = mostly(fc.oneof(anObject, fc.constant('null')));

const fields = {
  type: or('track', 'track', 'track', 'identify', 'page', 'group', 'alias'),
  event: fc.oneof(or(...catalogue.map(({ name }) => name)), writtenText),
  userId: fc.oneof(or('ann', 'ann@example.com', '~x'), writtenText),
  anonymousId: id,
  previousId: id,
  groupId: id,
  messageId: fc.oneof(or('m-1', 'm-2'), writtenText),
  timestamp: or('2026-11-22T08:00:00.000Z', '0001-01-01', '9999-12-31T23:59:59.999Z', '1000-01-01T00:00:00Z'),
  sentAt: or('2026-11-22T08:00:00.000Z', '9999-12-31', `${'x'.repeat(63)}😀`),
  properties: bag,
  traits: bag,
  context: bag,
  integrations: bag,
  name: writtenText,
  channel: writtenText,
};
const event = fc.record(fields, { requiredKeys: ['type', 'event', 'userId'] }).map(
  (said) =>
    `{${Object.entries(said)
      .map(([name, value]) => `"${name}":${value}`)
      .join(',')}}`,
);
const batch = fc
  .tuple(
    fc.array(fc.oneof({ weight: 5, arbitrary: event }, { weight: 1, arbitrary: anything }), { maxLength: 5 }),
    bag,
    fields.sentAt,
  )
  .map(([events, context, sentAt]) => `{"batch":[${events.join(',')}],"context":${context},"sentAt":${sentAt}}`);

const request = fc.record({
  sent: fc.oneof(
    fc.record({
      path: fc.constant('/v1/batch'),
      body: fc.oneof({ weight: 9, arbitrary: batch }, { weight: 1, arbitrary: anything }),
    }),
    fc.record({ path: fc.constantFrom('/v1/track', '/v1/identify', '/v1/a'), body: event }),
  ),
  key: fc.constantFrom(writeKey, serverKey),
});

/** Everything that would be written, as the table takes it: sizes and well-formed text, which are what it refuses. */
const expectStorable = (item: Record<string, unknown>) => {
  const marshalled = marshall(item, { removeUndefinedValues: true });
  expect(textsIn(marshalled).every((text) => text.isWellFormed())).toBe(true);
  expect(Buffer.byteLength(JSON.stringify(marshalled))).toBeLessThan(100_000);
};

const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  return Object.entries(value).flatMap(([key, inside]) => [key, ...textsIn(inside)]);
};

describe('whatever is sent', () => {
  it('is answered 200 or 400, and all that is kept of it can be written', async () => {
    let accepted = 0;
    let rejected = 0;
    await fc.assert(
      fc.asyncProperty(request, async ({ sent: { path, body }, key }) => {
        const world = anIngestionWorld();
        const { status } = await world.post(path, body, { authorization: basic(key) });
        expect([200, 400]).toContain(status);
        for (const stored of world.events.all()) {
          const item = toEventItem(stored, 400);
          expect(Buffer.byteLength(item.pk)).toBeLessThanOrEqual(2_048);
          expect(Buffer.byteLength(item.sk)).toBeLessThanOrEqual(1_024);
          expectStorable({ ...item });
        }
        const kept = (await world.rejected.list(200)).rejected;
        for (const each of kept) expectStorable({ ...each, event: JSON.stringify(each.event) });
        accepted += world.events.all().length;
        rejected += kept.length;
      }),
      { numRuns: 600 },
    );
    expect(accepted).toBeGreaterThan(50);
    expect(rejected).toBeGreaterThan(50);
  });

  it('may have every id and name at its limit, in characters of three and four bytes', async () => {
    const wide = (characters: number) => '询'.repeat(characters);
    const world = anIngestionWorld();
    const answer = await world.post('/v1/track', {
      event: '😀'.repeat(limits.nameCharacters / 2),
      userId: wide(limits.idCharacters),
      anonymousId: wide(limits.idCharacters),
      messageId: wide(limits.messageIdCharacters),
      timestamp: '2026-11-22T08:00:00.000Z',
    });
    expect(answer.json).toMatchObject({ accepted: 1 });
    const [stored] = world.events.all();
    const item = stored && toEventItem(stored, 400);
    expect(Buffer.byteLength(item?.pk ?? '')).toBeLessThanOrEqual(2_048);
    expect(Buffer.byteLength(item?.sk ?? '')).toBeLessThanOrEqual(1_024);
  });
});
