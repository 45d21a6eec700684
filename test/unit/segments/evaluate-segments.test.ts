import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeProfiles } from '#shared/domain/profile/merge-profiles.ts';
import { evaluateSegments, type HoldsFor } from '#shared/domain/segment/evaluate-segments.ts';
import { type Membership, segmentsOf } from '#shared/domain/segment/segment.ts';
import { eventsBroughtBy, eventsOfReplaced, journeyDue, segmentEvent } from '#shared/domain/segment/segment-events.ts';
import { at } from '#test/support/a-customer-event.ts';
import { aProfile } from '#test/support/a-profile.ts';

const definitions = ['active', 'lapsed', 'vip'].map((segment) => ({ segment, when: segment }));
const holdsOnly =
  (...names: readonly string[]): HoldsFor =>
  (when) =>
    names.includes(when);
const noon = new Date(at('12:00'));
const evaluate = (segments: Record<string, Membership>, holding: readonly string[], now = noon) =>
  evaluateSegments(aProfile({ segments }), definitions, holdsOnly(...holding), now, 'message-7');

const into = (time: string, by = 'message-1'): Membership => ({ state: 'in', at: at(time), by });
const outOf = (time: string, by = 'message-1'): Membership => ({ state: 'out', at: at(time), by });

describe('an evaluation', () => {
  it('lets a customer into the segments whose conditions hold, and says so', () => {
    const { profile, changes } = evaluate({}, ['active', 'vip']);
    expect(changes).toEqual([
      { segment: 'active', to: 'in', at: at('12:00'), by: 'message-7' },
      { segment: 'vip', to: 'in', at: at('12:00'), by: 'message-7' },
    ]);
    expect(profile.segments).toEqual({ active: into('12:00', 'message-7'), vip: into('12:00', 'message-7') });
  });

  it('tells of those that are left first', () => {
    const { changes } = evaluate({ lapsed: into('09:00') }, ['active']);
    expect(changes.map(({ segment, to }) => `${to} ${segment}`)).toEqual(['out lapsed', 'in active']);
  });

  it('gives back the very same profile where nothing changed', () => {
    const profile = aProfile({ segments: { active: into('09:00'), vip: outOf('10:00') } });
    const evaluated = evaluateSegments(profile, definitions, holdsOnly('active'), noon, 'message-7');
    expect(evaluated.profile).toBe(profile);
    expect(evaluated.changes).toEqual([]);
  });

  it('keeps no word of segments that a customer never was in', () => {
    expect(evaluate({}, []).profile.segments).toEqual({});
  });

  it('forgets segments that no file declares any more, without a word', () => {
    const { profile, changes } = evaluate({ 'black-friday': into('09:00'), active: into('09:00') }, ['active']);
    expect(changes).toEqual([]);
    expect(profile.segments).toEqual({ active: into('09:00') });
  });

  it('forgets all of them where none is declared', () => {
    const profile = aProfile({ segments: { vip: into('09:00') } });
    expect(evaluateSegments(profile, [], holdsOnly('vip'), noon, 'message-7').profile.segments).toEqual({});
  });

  it('asks nothing where there is nothing to ask', () => {
    const profile = aProfile();
    const asked: HoldsFor = () => {
      throw new Error('asked');
    };
    expect(evaluateSegments(profile, [], asked, noon, 'message-7').profile).toBe(profile);
  });

  it.each([
    ['in the same millisecond as the one before', '12:00'],
    ['by a clock that is behind the one before', '12:30'],
  ])('%s changes at a later time all the same, or its event would be the same as the one before', (_sentence, before) => {
    const { changes } = evaluate({ vip: into(before) }, []);
    expect(changes).toEqual([
      { segment: 'vip', to: 'out', at: new Date(Date.parse(at(before)) + 1).toISOString(), by: 'message-7' },
    ]);
  });

  it('ends in the same memberships in whatever order segments are declared, and is at rest then', () => {
    fc.assert(
      fc.property(
        fc.subarray(['active', 'lapsed', 'vip']),
        fc.dictionary(fc.constantFrom('active', 'lapsed', 'vip', 'gone'), fc.boolean()),
        (holding, stored) => {
          const segments = Object.fromEntries(
            Object.entries(stored).map(([name, isIn]) => [name, isIn ? into('09:00') : outOf('09:00')]),
          );
          const one = evaluate(segments, holding).profile;
          const other = evaluateSegments(
            aProfile({ segments }),
            definitions.toReversed(),
            holdsOnly(...holding),
            noon,
            'message-7',
          ).profile;
          expect(other.segments).toEqual(one.segments);
          expect(segmentsOf(one.segments)).toEqual(holding.toSorted());
          expect(evaluateSegments(one, definitions, holdsOnly(...holding), noon, 'message-8').profile).toBe(one);
        },
      ),
    );
  });
});

describe('two profiles that become one', () => {
  it('keep the later word on each segment, and where the event about it is', () => {
    const user = aProfile({ segments: { vip: into('09:00'), active: outOf('11:00') } });
    const visitor = aProfile({
      id: 'anon:a1',
      segments: { active: into('10:00'), vip: outOf('10:00'), 'high-intent': { ...into('08:00'), of: 'anon:a0' } },
    });
    expect(mergeProfiles(user, visitor).segments).toEqual({
      vip: { ...outOf('10:00'), of: 'anon:a1' },
      active: outOf('11:00'),
      'high-intent': { ...into('08:00'), of: 'anon:a0' },
    });
  });
});

describe('the event about a membership', () => {
  it('is our own, with everything in it taken from what is stored', () => {
    expect(segmentEvent('user:ann', 'at-risk', into('09:00'))).toEqual({
      version: 1,
      messageId: `segment:at-risk:in:${at('09:00')}`,
      type: 'track',
      name: 'Segment Entered',
      profileId: 'user:ann',
      timestamp: at('09:00'),
      originalTimestamp: at('09:00'),
      receivedAt: at('09:00'),
      properties: { segment: 'at-risk' },
      context: { channel: 'segment', source: 'tributary' },
    });
    expect(segmentEvent('user:ann', 'at-risk', outOf('09:00'))).toMatchObject({
      messageId: `segment:at-risk:out:${at('09:00')}`,
      name: 'Segment Exited',
    });
  });

  it('stays in the partition it was put into when profiles are merged', () => {
    expect(segmentEvent('user:ann', 'vip', { ...into('09:00'), of: 'anon:a1' }).profileId).toBe('anon:a1');
  });

  it('is found by what brought it about, those of segments left first', () => {
    const profile = aProfile({
      segments: { active: into('09:00', 'message-7'), lapsed: outOf('09:00', 'message-7'), vip: into('08:00', 'message-1') },
    });
    const names = (source: string) => eventsBroughtBy(profile, (by) => by === source).map(({ messageId }) => messageId);
    expect(names('message-7')).toEqual([`segment:lapsed:out:${at('09:00')}`, `segment:active:in:${at('09:00')}`]);
    expect(names('message-2')).toEqual([]);
  });

  it.each([
    ['has been replaced', { vip: outOf('11:00') }, ['vip:in']],
    ['has been forgotten', {}, ['vip:in']],
    ['stands', { vip: into('10:00') }, []],
  ])('is among those to be put first where it %s', (_sentence, segments, expected) => {
    const before = aProfile({ segments: { vip: into('10:00') } });
    const replaced = eventsOfReplaced([before], aProfile({ segments }), noon);
    expect(replaced.map(({ messageId }) => messageId.split(':').slice(1, 3).join(':'))).toEqual(expected);
  });

  it('is not put again where it is older than the stream delivers anything again', () => {
    const before = aProfile({ segments: { vip: { state: 'in', at: '2026-11-21T10:59:59.999Z', by: 'message-1' } } });
    expect(eventsOfReplaced([before], aProfile(), noon)).toEqual([]);
  });

  it('fits the longest name', () => {
    expect(segmentEvent('user:ann', 'x'.repeat(50), into('09:00')).messageId.length).toBeLessThanOrEqual(100);
    expect(journeyDue('user:ann', 'x'.repeat(40), at('09:00')).messageId.length).toBeLessThanOrEqual(100);
  });
});
