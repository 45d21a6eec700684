import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distance } from '#shared/domain/place/distance.ts';
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

describe('the distance between two points', () => {
  it.each([
    ['Berlin to Munich', at(52.52, 13.405), at(48.137, 11.575), 504_000],
    ['Paris to New York', at(48.8566, 2.3522), at(40.7128, -74.006), 5_837_000],
    ['over the date line', at(0, 179.5), at(0, -179.5), 111_195],
    ['a pole to the other', at(90, 0), at(-90, 77), 20_015_000],
    ['one street to the next', at(52.52, 13.405), at(52.521, 13.405), 111],
    ['nowhere', at(52.52, 13.405), at(52.52, 13.405), 0],
  ])('from %s is right', (_, from, to, metres) => {
    expect(Math.abs(distance(from, to) - metres)).toBeLessThanOrEqual(metres * 0.002);
  });

  it('is the same both ways, and never more than half around the earth', () => {
    fc.assert(
      fc.property(anywhere, anywhere, (a, b) => {
        expect(distance(a, b)).toBeCloseTo(distance(b, a), 3);
        expect(distance(a, b)).toBeGreaterThanOrEqual(0);
        expect(distance(a, b)).toBeLessThan(20_015_200);
      }),
    );
  });
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

  it('has no other place nearer', () => {
    fc.assert(
      fc.property(fc.array(anywhere, { minLength: 1 }), anywhere, (points, from) => {
        const places = points.map(({ latitude, longitude }, index) => aPlace(`p${index}`, latitude, longitude));
        const nearest = nearestPlace(places, from);
        expect(nearest && distance(from, nearest)).toBe(Math.min(...places.map((place) => distance(from, place))));
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
