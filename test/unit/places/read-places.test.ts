import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPlaces } from '#shared/adapters/yaml/read-places.ts';
import { placeList } from '#shared/domain/place/place.ts';
import { marketingCopy } from '#test/support/marketing-folder.ts';

const read = (text: string, name = 'shops') => {
  const marketing = marketingCopy();
  mkdirSync(marketing.file('lists'), { recursive: true });
  marketing.write(`lists/${name}.yaml`, text);
  return readPlaces(marketing.file('lists'));
};

describe('a list of places', () => {
  it('holds what each place says, in the order of the file', async () => {
    const { places, problems } = await read(
      'north: { latitude: 60, longitude: 10.5, name: North, postalCode: 10115 }\nequator: { latitude: 0, longitude: -180 }\n',
    );
    expect(problems).toEqual([]);
    expect(places).toEqual([
      {
        list: 'shops',
        places: [
          { place: 'north', latitude: 60, longitude: 10.5, fields: { name: 'North', postalCode: 10115 } },
          { place: 'equator', latitude: 0, longitude: -180, fields: {} },
        ],
      },
    ]);
    for (const list of places) expect(placeList.parse(JSON.parse(JSON.stringify(list)))).toEqual(list);
  });

  it('need not be there', async () => {
    expect(await readPlaces('/nowhere/places')).toEqual({ places: [], problems: [] });
  });

  it('of our dealers is right, and each dealer is in Germany', async () => {
    const { places, problems } = await readPlaces(resolve(import.meta.dirname, '../../../marketing/places'));
    expect(problems).toEqual([]);
    const dealers = places.find(({ list }) => list === 'dealers')?.places ?? [];
    expect(dealers.length).toBeGreaterThanOrEqual(12);
    for (const { latitude, longitude, fields } of dealers) {
      expect(latitude).toBeGreaterThan(47.2);
      expect(latitude).toBeLessThan(55.1);
      expect(longitude).toBeGreaterThan(5.8);
      expect(longitude).toBeLessThan(15.1);
      expect(Object.keys(fields)).toEqual(['name', 'address', 'city', 'phone']);
    }
  });

  it.each([
    ['is without a coordinate', 'a: { latitude: 52.5 }', 1, 1, /`longitude` is missing/],
    ['has a misspelt one', 'a: { lattitude: 52.5, longitude: 13 }', 1, 6, /no field `lattitude`/],
    ['has one that is cut short', 'a: { lat: 52.5, longitude: 13 }', 1, 6, /no field `lat` here/],
    ['is further north than the pole', 'a:\n  latitude: 525.2\n  longitude: 13.4', 2, 13, /no latitude is above 90/],
    ['is further west than there is', 'a: { latitude: 52.5, longitude: -181 }', 1, 33, /no longitude is below -180/],
    [
      'says a coordinate with a comma',
      'a: { latitude: "52,5", longitude: 13.4 }',
      1,
      16,
      /a latitude is a number of degrees, like 52\.5200/,
    ],
    [
      'holds more than a text in a field',
      'a: { latitude: 52.5, longitude: 13, phone: [1, 2] }',
      1,
      44,
      /a field of a place is one text/,
    ],
    ['has a name with spaces', 'Berlin Mitte: { latitude: 52.5, longitude: 13 }', 1, 1, /`Berlin Mitte` is no name of a place/],
    ['is no YAML', 'a: { latitude: 52.5', 1, 4, /not readable/],
    ['is a list', '- a', 1, 1, /must name each place/],
    ['has no place in it', '# none yet', 1, 1, /there is no place in this file/],
  ])('that %s is a mistake with its place', async (_, text, line, column, message) => {
    const { places, problems } = await read(text);
    expect(places).toEqual([{ list: 'shops', places: [] }]);
    expect(problems).toEqual([expect.objectContaining({ line, column, message: expect.stringMatching(message) })]);
    expect(problems[0]?.file).toMatch(/lists\/shops\.yaml$/);
  });

  it('with the same slip in many places says it once, and keeps those that are right', async () => {
    const slips = ['a', 'b', 'c', 'd'].map((name) => `${name}: { lattitude: 52.5, longitude: 13 }`);
    const { places, problems } = await read([...slips, 'e: { latitude: 1, longitude: 2 }'].join('\n'));
    expect(problems).toMatchObject([
      { line: 1, column: 6, hint: 'did you mean `latitude`? (the same is wrong in 3 more entries)' },
    ]);
    expect(places[0]?.places.map(({ place }) => place)).toEqual(['e']);
  });

  it('with a name that no journey could write is a mistake', async () => {
    const { problems } = await read('a: { latitude: 52.5, longitude: 13 }', 'Our shops');
    expect(problems).toMatchObject([{ message: '`Our shops` is no name of a list of places' }]);
  });
});
