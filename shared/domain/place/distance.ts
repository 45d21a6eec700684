/** Degrees north and east. */
export interface Coordinates {
  readonly latitude: number;
  readonly longitude: number;
}

/** Mean radius of the earth (IUGG), in metres. */
const radius = 6_371_008.8;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;
const haversine = (angle: number): number => Math.sin(angle / 2) ** 2;

/**
 * As the crow flies, in metres, at most half a percent off, because the earth is no sphere. The haversine formula, which is exact for near
 * places too: R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68 (1984), p. 159.
 */
export const distance = (from: Coordinates, to: Coordinates): number => {
  const [a, b] = [radians(from.latitude), radians(to.latitude)];
  const h = haversine(b - a) + Math.cos(a) * Math.cos(b) * haversine(radians(to.longitude - from.longitude));
  return 2 * radius * Math.asin(Math.sqrt(Math.min(1, h)));
};
