import * as z from 'zod/mini';

/** Degrees, as maps give them: north and east are above zero. */
export const latitude = z.number().check(z.minimum(-90), z.maximum(90));
export const longitude = z.number().check(z.minimum(-180), z.maximum(180));

export const place = z.object({
  /** Unique in its list. */
  place: z.string(),
  latitude,
  longitude,
  /** What else is said of it: name, city, phone … */
  fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
export type Place = Readonly<z.infer<typeof place>>;

/** Places of one kind, such as the dealers of a brand: a file of `marketing/places`, in its order. */
export const placeList = z.object({ list: z.string(), places: z.array(place) });
export interface PlaceList {
  readonly list: string;
  readonly places: readonly Place[];
}

/** A field of a place, its coordinates among them; undefined where nothing is said. */
export const fieldOf = (place: Place, field: string): string | number | boolean | undefined => {
  if (field === 'latitude' || field === 'longitude') return place[field];
  return Object.hasOwn(place.fields, field) ? place.fields[field] : undefined;
};
