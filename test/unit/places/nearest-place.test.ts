import fc from 'fast-check';
import haversineDistance from 'haversine-distance';
import { describe, expect, it } from 'vitest';
import { coordinatesOf, nearestPlace } from '#shared/domain/place/nearest-place.ts';
import { fieldOf, type Place } from '#shared/domain/place/place.ts';

const at = (latitude: number, longitude: number) => ({ latitude, longitude });
const aPlace = (place: string, latitude: number, longitude: number): Place => ({ place, latitude, longitude, fields: {} });

const berlin = aPlace('berlin', 52.52, 13.405);
const munich = aPlace('munich', 48.137, 11.575);

const anywhere = fc.record({
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
});

describe('the nearest place', () => {
  it('is the nearer of two', () => {
    expect(nearestPlace([munich, berlin], at(51.34, 12.37))).toBe(berlin);
    expect(nearestPlace([berlin, munich], at(49.45, 11.08))).toBe(munich);
  });

  it('is found over the date line', () => {
    const places = [aPlace('fiji', -17.7, 178), aPlace('tahiti', -17.5, -149.5)];
    expect(nearestPlace(places, at(-17, -179))?.place).toBe('fiji');
  });

  it('counts a degree of longitude for as little as it is in the north', () => {
    const places = [aPlace('north', 62.5, 20), aPlace('east', 60, 24)];
    expect(nearestPlace(places, at(60, 20))?.place).toBe('east');
  });

  it('is the first of two in one spot, and none where there are none', () => {
    const twin = aPlace('twin', 52.52, 13.405);
    expect(nearestPlace([berlin, twin], at(50, 10))).toBe(berlin);
    expect(nearestPlace([], at(50, 10))).toBeUndefined();
  });

  it('is not the one on the other side of the earth, of which rounding leaves no distance', () => {
    const from = at(39.42429, 2.17447);
    const antipode = aPlace('antipode', -39.42429, -177.82553);
    expect(nearestPlace([antipode, berlin], from)).toBe(berlin);
  });

  it('has no other place nearer', () => {
    fc.assert(
      fc.property(fc.array(anywhere, { minLength: 1 }), anywhere, (points, from) => {
        const places = points.map(({ latitude, longitude }, index) => aPlace(`p${index}`, latitude, longitude));
        const nearest = nearestPlace(places, from);
        const distances = places.map((place) => haversineDistance(from, place)).filter((metres) => !Number.isNaN(metres));
        expect(nearest).toBeDefined();
        if (distances.length > 0) expect(nearest && haversineDistance(from, nearest)).toBe(Math.min(...distances));
      }),
    );
  });
});

describe('coordinates', () => {
  it.each([
    ['two numbers', 52.5, 13.4, at(52.5, 13.4)],
    ['the equator where it meets Greenwich', 0, 0, at(0, 0)],
    ['half of them', 52.5, undefined, undefined],
    ['the other half', undefined, 13.4, undefined],
    ['text', '52.5', '13.4', undefined],
    ['beyond the pole', 90.1, 13.4, undefined],
    ['around the earth', 52.5, 181, undefined],
    ['no number at all', Number.NaN, 13.4, undefined],
  ])('of %s are understood or are not', (_, north, east, expected) => {
    expect(coordinatesOf(north, east)).toEqual(expected);
  });
});

describe('a field of a place', () => {
  const place: Place = { ...berlin, fields: { city: 'Berlin', stalls: 4 } };
  it.each([
    ['city', 'Berlin'],
    ['stalls', 4],
    ['latitude', 52.52],
    ['phone', undefined],
    ['toString', undefined],
  ])('%s is what the file says', (field, value) => {
    expect(fieldOf(place, field)).toBe(value);
  });
});
