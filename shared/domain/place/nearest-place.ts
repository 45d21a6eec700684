import { type Coordinates, distance } from './distance.ts';
import { latitude, longitude, type Place } from './place.ts';

/** Coordinates of two values of which nothing is known, if they are ones that a map has. */
export const coordinatesOf = (north: unknown, east: unknown): Coordinates | undefined => {
  const [a, b] = [latitude.safeParse(north), longitude.safeParse(east)];
  return a.success && b.success ? { latitude: a.data, longitude: b.data } : undefined;
};

/** The place that is nearest as the crow flies; of several at one distance, the first of the list. */
export const nearestPlace = (places: readonly Place[], from: Coordinates): Place | undefined =>
  places.reduce<{ readonly place: Place; readonly metres: number } | undefined>((best, place) => {
    const metres = distance(from, place);
    return best === undefined || metres < best.metres ? { place, metres } : best;
  }, undefined)?.place;
