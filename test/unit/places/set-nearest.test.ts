import { describe, expect, it } from 'vitest';
import { runSet } from '#functions/run-stage/steps/set.ts';
import { createMemoryEventStore } from '#shared/adapters/memory/event-store.ts';
import { createMemoryProfileStore } from '#shared/adapters/memory/profile-store.ts';
import { createMemoryRunStore } from '#shared/adapters/memory/run-store.ts';
import { createConditions } from '#shared/domain/condition/conditions.ts';
import { type JourneyRun, runIdOf } from '#shared/domain/journey/run.ts';
import { type StageStepOf, stageStep } from '#shared/domain/journey/stage-step.ts';
import type { PlaceList } from '#shared/domain/place/place.ts';
import type { Json } from '#shared/events/json.ts';
import { compileJourney } from '#statemachines/journeys/compile-journey.ts';
import { at } from '#test/support/a-customer-event.ts';
import { surroundings } from '#test/support/a-journey.ts';
import { aProfile, traitsOf } from '#test/support/a-profile.ts';

const dealers: PlaceList = {
  list: 'dealers',
  places: [
    { place: 'berlin', latitude: 52.52, longitude: 13.4, fields: { city: 'Berlin', phone: '+49 30 1' } },
    { place: 'munich', latitude: 48.14, longitude: 11.58, fields: { city: 'Munich' } },
  ],
};

const mira = 'user:mira' as const;
const run: JourneyRun = {
  journey: 'test-drive',
  profileId: mira,
  number: 1,
  runId: runIdOf('test-drive', mira, 1),
  state: 'active',
  enteredAt: at('08:00'),
  enteredBy: 'configured',
};

const aWorld = async (traits: Record<string, Json>) => {
  const [runs, events, profiles] = [createMemoryRunStore(), createMemoryEventStore(), createMemoryProfileStore()];
  await profiles.save(aProfile({ id: mira, traits: traitsOf(traits) }));
  await runs.claim(run);
  const conditions = createConditions({
    scores: {},
    currency: 'USD',
    vocabulary: { traits: { latitude: 'number', longitude: 'number' }, events: {} },
  });
  const clock = () => new Date(at('09:00'));
  const ports = { runs, events, profiles, conditions, clock, places: new Map([[dealers.list, dealers]]) };
  return {
    move: (latitude: number, longitude: number) =>
      profiles.load(mira).then(() => profiles.save(aProfile({ id: mira, traits: traitsOf({ latitude, longitude }) }))),
    set: async (traits: StageStepOf<'set'>['traits']) => {
      const step: StageStepOf<'set'> = { kind: 'set', id: 'find', name: 'find', traits };
      expect(stageStep.parse(structuredClone(step))).toEqual(step);
      await runSet(step, (await runs.load(mira, 'test-drive', 1)) ?? run, ports);
      return Object.assign({}, ...events.all().map((event) => event.context?.traits ?? event.traits)) as Record<string, Json>;
    },
  };
};

describe('the nearest place as a trait', () => {
  it('is its name, or a field of it', async () => {
    const world = await aWorld({ latitude: 51.3, longitude: 12.4 });
    expect(
      await world.set({
        dealer: { nearest: 'dealers' },
        dealerCity: { nearest: 'dealers', field: 'city' },
        north: { nearest: 'dealers', field: 'latitude' },
      }),
    ).toEqual({ dealer: 'berlin', dealerCity: 'Berlin', north: 52.52 });
  });

  it.each<[string, Record<string, Json>, Record<string, Json>]>([
    ['of coordinates that came as text', { latitude: '48.2', longitude: '11.5' }, { dealer: 'munich', said: 'yes' }],
    ['without coordinates', {}, { said: 'yes' }],
    ['with half of them', { latitude: 48.2 }, { said: 'yes' }],
    ['with words for coordinates', { latitude: 'north', longitude: 'east' }, { said: 'yes' }],
    ['with coordinates beyond any map', { latitude: 482, longitude: 11.5 }, { said: 'yes' }],
  ])('%s is found, or left as it is', async (_, traits, expected) => {
    const world = await aWorld(traits);
    expect(await world.set({ dealer: { nearest: 'dealers' }, said: { value: 'yes' } })).toEqual(expected);
  });

  it('is left as it is where the place lacks the field, or the list is not deployed any more', async () => {
    const world = await aWorld({ latitude: 48, longitude: 11 });
    expect(
      await world.set({
        phone: { nearest: 'dealers', field: 'phone' },
        shop: { nearest: 'shops' },
        dealer: { nearest: 'dealers' },
      }),
    ).toEqual({ dealer: 'munich' });
  });

  it('stays the one that was found first if the stage is run again after the customer has moved', async () => {
    const world = await aWorld({ latitude: 52, longitude: 13 });
    await world.set({ dealer: { nearest: 'dealers' } });
    await world.move(48, 11);
    expect(await world.set({ dealer: { nearest: 'dealers' } })).toEqual({ dealer: 'berlin' });
  });
});

describe('a mistake in a nearest place is reported with its place and what to do', () => {
  const known = surroundings();
  const located = {
    ...known.vocabulary,
    traits: { ...known.vocabulary.traits, latitude: 'number', longitude: 'number' } as const,
  };

  const problemsOf = (set: string, overrides = {}) => {
    const text = `description: Tried out\nenter: { on: Lead Created }\nsteps:\n  - set: { city: ${set} }\n`;
    const result = compileJourney('journeys/tried.yaml', text, {
      ...known,
      vocabulary: located,
      places: [dealers],
      ...overrides,
    });
    if ('compiled' in result) return [];
    return result.problems.map(({ line, column, message, hint }) => `${line}:${column} ${message} (${hint})`);
  };

  it('unless there is none', () => {
    expect(problemsOf('{ nearest: dealers }')).toEqual([]);
    expect(problemsOf('{ nearest: dealers, field: city }')).toEqual([]);
  });

  it.each([
    ['a misspelt list', '{ nearest: dealer }', {}, '4:29 there is no list of places `dealer` (did you mean `dealers`?)'],
    [
      'a list where there are none',
      '{ nearest: dealers }',
      { places: [] },
      '4:29 there is no list of places `dealers` (make the file marketing/places/dealers.yaml)',
    ],
    [
      'a field that only some places have',
      '{ nearest: dealers, field: phone }',
      {},
      '4:45 `munich` in marketing/places/dealers.yaml has no `phone` (every place of the list needs it)',
    ],
    [
      'a misspelt field',
      '{ nearest: dealers, field: citty }',
      {},
      '4:45 `berlin` in marketing/places/dealers.yaml has no `citty` (did you mean `city`?)',
    ],
    [
      'coordinates that nobody declared',
      '{ nearest: dealers }',
      { vocabulary: { ...known.vocabulary, traits: { city: 'text' } } },
      '4:29 the nearest place needs `latitude` and `longitude` of the customer (declare it as a number under `traits` in marketing/vocabulary.yaml)',
    ],
  ])('%s', (_, set, overrides, problem) => {
    expect(problemsOf(set, overrides)).toEqual([problem]);
  });

  it('and not again where the list itself has mistakes', () => {
    expect(problemsOf('{ nearest: dealers, field: city }', { places: [{ list: 'dealers', places: [] }] })).toEqual([]);
  });
});
