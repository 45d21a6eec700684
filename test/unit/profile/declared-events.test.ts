import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { featuresFile, publishedEvents } from '#shared/domain/profile/declared-events.ts';

describe('features.yaml', () => {
  it('names the events that are counted one by one', () => {
    expect(featuresFile.parse({ count: ['Order Completed'] })).toEqual({ count: ['Order Completed'] });
  });

  it.each([
    ['a name twice', { count: ['Order Completed', 'Order Completed'] }, 'the event `Order Completed` is named twice'],
    ['a name that no record can hold', { count: ['__proto__'] }, 'not a name that can be counted'],
    ['an empty name', { count: [''] }, 'not a name that can be counted'],
    ['a key it does not know', { count: [], sum: [] }, 'Unrecognized key: "sum"'],
    ['no list', {}, 'expected array'],
  ])('is refused with %s', (_, file, message) => {
    const { error } = featuresFile.safeParse(file, { error: z.locales.en().localeError });
    expect(error?.issues[0]?.message).toContain(message);
  });
});

describe('published-events.json', () => {
  it.each([
    [{ declared: ['A', 'B'], published: ['A'], publishedAfter: { B: ['A'] }, publishedSegments: ['vip'] }],
    [{ declared: [], published: 'all', publishedAfter: {}, publishedSegments: 'all' }],
  ])('may be %j', (file) => {
    expect(publishedEvents.parse(file)).toEqual(file);
  });

  it('says all or names some', () => {
    expect(publishedEvents.safeParse({ declared: [], published: 'some' }).success).toBe(false);
  });
});
