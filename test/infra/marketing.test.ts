import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { listenedNames, publishedEventsOf } from '#infra/listened-events.ts';
import { compileMarketing, MarketingHasProblems } from '#infra/marketing.ts';
import { aMarketing } from '#test/support/a-marketing.ts';

const marketing = resolve(import.meta.dirname, '../../marketing');
const directory = mkdtempSync(join(tmpdir(), 'marketing-'));
afterAll(() => rmSync(directory, { recursive: true }));

describe('the marketing files', () => {
  it('compile, and every message that a journey sends is there', async () => {
    const { journeys, messages, channels, counted } = await compileMarketing(marketing);
    expect(journeys.map(({ journey }) => journey)).toContain('lead-nurture');
    expect(messages.length).toBeGreaterThanOrEqual(3);
    expect(channels.email.from.address).toContain('@');
    expect(counted.length).toBeGreaterThan(0);
  });

  it('are refused with the mistakes of all files at once', async () => {
    const broken = join(directory, 'broken');
    cpSync(marketing, broken, { recursive: true });
    writeFileSync(
      join(broken, 'channels.yaml'),
      'email:\n  from: {name: Shop, address: hello@shop.example}\n  consent: perhaps\n',
    );
    writeFileSync(join(broken, 'features.yaml'), 'count: 7\n');
    writeFileSync(join(broken, 'journeys', 'wrong.yaml'), 'nonsense: true\n');
    const failure = await compileMarketing(broken).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(MarketingHasProblems);
    const { message } = failure as MarketingHasProblems;
    for (const file of ['channels.yaml', 'features.yaml', 'wrong.yaml']) expect(message).toMatch(new RegExp(`${file}:\\d+:\\d+`));
  });
});

describe('what is published', () => {
  const { journeys } = aMarketing();

  it('is what a journey enters, waits for, exits or counts as its goal, each once', () => {
    expect(listenedNames([...journeys, ...journeys])).toEqual(['Demo Booked', 'Lead Created', 'Order Completed', 'Unsubscribed']);
  });

  it('is the entries, and what the stage asks for; exits and goals only after an entry of their journey', () => {
    expect(publishedEventsOf(journeys, [], ['Product Viewed', 'Unsubscribed'])).toMatchObject({
      published: ['Lead Created', 'Product Viewed', 'Unsubscribed'],
      publishedAfter: { 'Order Completed': ['Lead Created'] },
    });
  });

  it('is, of the events about segments, those about segments that a journey names', () => {
    const [journey] = journeys;
    if (journey === undefined) throw new Error('no journey');
    const entered = (when?: string) => ({
      rules: {
        ...journey.rules,
        enter: { ...journey.rules.enter, on: 'Segment Entered', ...(when === undefined ? {} : { when }) },
      },
    });
    const atRisk = entered('event.properties.segment == "at-risk"');
    expect(publishedEventsOf([atRisk, journey], [], []).publishedSegments).toEqual(['at-risk']);
    expect(publishedEventsOf([atRisk, entered()], [], []).publishedSegments).toBe('all');
    expect(publishedEventsOf([atRisk, entered('orders.count > 3')], [], []).publishedSegments).toBe('all');
    expect(publishedEventsOf([atRisk], [], ['Segment Exited']).publishedSegments).toBe('all');
    const waits = { rules: { ...atRisk.rules, awaited: ['Segment Exited'] } };
    expect(publishedEventsOf([waits], [], []).publishedSegments).toBe('all');
  });

  it('is everything with "all"', () => {
    expect(publishedEventsOf(journeys, [], 'all')).toMatchObject({ published: 'all', publishedAfter: {} });
  });

  it('is counted in profiles too, because route-signals asks them for it', () => {
    expect(publishedEventsOf(journeys, ['Product Viewed', 'Lead Created'], []).declared).toEqual([
      'Demo Booked',
      'Lead Created',
      'Order Completed',
      'Product Viewed',
      'Unsubscribed',
    ]);
  });
});
