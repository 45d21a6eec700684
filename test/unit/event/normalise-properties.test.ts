import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromEventItem, toEventItem } from '#shared/adapters/dynamodb/event-item.ts';
import { limits } from '#shared/domain/event/limits.ts';
import { normaliseBatch } from '#shared/domain/event/normalise-batch.ts';
import { customerEvent } from '#shared/events/customer-event.ts';
import { readJsonBody } from '#shared/runtime/http-body.ts';
import { httpRequest } from '#test/support/http-request.ts';

const receivedAt = new Date('2026-11-22T08:30:00.000Z');
const normalise = (body: unknown) => normaliseBatch(body, { receivedAt, newMessageId: () => 'made' });
/** As the function reads it: without what JSON cannot say, and without keys `__proto__`. */
const asJson = (value: unknown): unknown => {
  const read = readJsonBody(httpRequest({ path: '/', body: JSON.stringify(value) }), limits.batchBytes);
  return read.kind === 'json' ? read.value : undefined;
};

const odd = fc.oneof(
  fc.constantFrom(
    null,
    undefined,
    '',
    ' ',
    0,
    -1,
    1e21,
    2 ** 53,
    true,
    [],
    {},
    '\u0000',
    '\ud800',
    'ann@example.com',
    '~x',
    'a#b',
  ),
  fc.string({ unit: 'binary', maxLength: 120 }),
  fc.integer(),
);
/** Mostly what it should be, so that most events get far, and now and then something else. */
const mostly = <T>(arbitrary: fc.Arbitrary<T>) => fc.oneof({ weight: 12, arbitrary }, { weight: 1, arbitrary: odd });

const id = mostly(fc.constantFrom('ann', 'ann@example.com', '~x', 'a#b', 7));
const time = mostly(
  fc.oneof(
    fc.date({ min: new Date('2026-11-21'), max: new Date('2026-11-24'), noInvalidDate: true }).map((date) => date.toISOString()),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  ),
);
const bag = mostly(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue(), { maxKeys: 4 }));

const sent = fc.record(
  {
    type: mostly(fc.constantFrom('track', 'identify', 'page', 'screen', 'group', 'alias')),
    event: mostly(fc.constantFrom('Order Completed', 'Support Conversation', 'Signed Up')),
    userId: id,
    anonymousId: id,
    previousId: id,
    groupId: id,
    messageId: mostly(fc.string({ minLength: 1, maxLength: 101 })),
    timestamp: time,
    originalTimestamp: time,
    properties: bag,
    traits: bag,
    context: bag,
    integrations: bag,
    name: mostly(fc.string()),
    category: mostly(fc.string()),
    channel: mostly(fc.string()),
    sentAt: time,
    writeKey: odd,
  },
  { requiredKeys: ['type', 'userId'] },
);
const body = fc.record({ batch: fc.array(mostly(sent), { maxLength: 6 }), sentAt: time });

it('the events made up here are accepted often enough to show something', () => {
  const results = fc.sample(body, { seed: 1, numRuns: 200 }).map((given) => normalise(asJson(given)));
  const share = (list: 'accepted' | 'untimed' | 'rejected') =>
    results.flatMap((result): readonly unknown[] => result[list]).length;
  expect(share('accepted')).toBeGreaterThan(100);
  expect(share('untimed')).toBeGreaterThan(0);
  expect(share('rejected')).toBeGreaterThan(100);
});

describe('whatever is sent', () => {
  it('ends in exactly one of the lists, every rejection with a reason', () => {
    fc.assert(
      fc.property(body, (given) => {
        const { accepted, untimed, rejected, refusal } = normalise(asJson(given));
        if (refusal) return;
        expect(accepted.length + untimed.length + rejected.length).toBe(given.batch.length);
        for (const { event } of rejected) expect(event.problems.length).toBeGreaterThan(0);
      }),
    );
  });

  it('becomes an event that keeps the contract, never happens in our future, and survives the table', () => {
    fc.assert(
      fc.property(body, (given) => {
        const { accepted, untimed } = normalise(asJson(given));
        for (const event of [...accepted, ...untimed]) {
          expect(customerEvent.parse(event)).toEqual(event);
          expect(event.timestamp <= event.receivedAt).toBe(true);
          expect(event.messageId.length).toBeLessThanOrEqual(limits.messageIdCharacters);
          expect(fromEventItem(toEventItem(event, 400))).toEqual(event);
        }
      }),
    );
  });

  it('becomes the same events, under the same keys, when it is sent again later', () => {
    fc.assert(
      fc.property(body, time, (given, sentAgain) => {
        const keysOf = (result: ReturnType<typeof normalise>) =>
          result.accepted
            .filter(({ messageId }) => messageId !== 'made')
            .map(({ profileId, originalTimestamp, messageId }) => [profileId, originalTimestamp, messageId]);
        const first = normalise(asJson(given));
        const resend = { batch: given.batch, sentAt: sentAgain };
        const again = normaliseBatch(asJson(resend), {
          receivedAt: new Date('2026-11-22T11:00:00.000Z'),
          newMessageId: () => 'made',
        });
        expect(keysOf(again)).toEqual(keysOf(first));
      }),
    );
  });

  it('is rejected under the same id when it is sent again on the same day', () => {
    fc.assert(
      fc.property(body, (given) => {
        const ids = (result: ReturnType<typeof normalise>) => result.rejected.map(({ event }) => event.id);
        expect(ids(normalise(asJson({ ...given, sentAt: '2026-11-22T08:31:00Z' })))).toEqual(ids(normalise(asJson(given))));
      }),
    );
  });
});
