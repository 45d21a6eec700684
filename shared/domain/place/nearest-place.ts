import haversineDistance from 'haversine-distance';
import { latitude, longitude, type Place } from './place.ts';

/** Degrees north and east. */
interface Coordinates {
  readonly latitude: number;
  readonly longitude: number;
}

/** Coordinates of two values of which nothing is known, if they are ones that a map has. */
export const coordinatesOf = (north: unknown, east: unknown): Coordinates | undefined => {
  const [a, b] = [latitude.safeParse(north), longitude.safeParse(east)];
  return a.success && b.success ? { latitude: a.data, longitude: b.data } : undefined;
};

/** The place that is nearest as the crow flies, on a sphere; of several at one distance, the first of the list. */
export const nearestPlace = (places: readonly Place[], from: Coordinates): Place | undefined =>
  places.reduce<{ readonly place: Place; readonly metres: number } | undefined>((best, place) => {
    const distance = haversineDistance(from, place);
    // On the other side of the earth rounding may leave no number at all.
    const metres = Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance;
    return best === undefined || metres < best.metres ? { place, metres } : best;
  }, undefined)?.place;
