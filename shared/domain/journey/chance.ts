import { hash } from 'node:crypto';

/**
 * A number in [0, 1) that follows from its key alone, evenly spread over keys: the first 48 bits of a SHA-256. Chance that is the same every
 * time: whoever asks again, after a crash or a year, is answered the same.
 */
export type Chance = (key: string) => number;

export const hashChance: Chance = (key) => hash('sha256', key, 'buffer').readUIntBE(0, 6) / 2 ** 48;

/** Keys of chances. A person is known by the id that their first run of the journey is kept under. */
export const holdoutKey = (journey: string, person: string): string => JSON.stringify(['holdout', journey, person]);
export const splitKey = (journey: string, step: string, person: string): string =>
  JSON.stringify(['split', journey, step, person]);

/** The arm that a chance falls on, by weight. Weights need not sum up to anything. */
export const armOf = <Arm extends { readonly weight: number }>(arms: readonly Arm[], chance: number): Arm | undefined => {
  const total = arms.reduce((sum, { weight }) => sum + weight, 0);
  let rest = chance * total;
  for (const arm of arms) {
    rest -= arm.weight;
    if (rest < 0) return arm;
  }
  return arms.findLast(({ weight }) => weight > 0);
};
