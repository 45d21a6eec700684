/** A repeatable source of choices: the same seeds give the same choices on every machine. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number;
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  pick<T>(from: readonly [T, ...T[]]): T;
  /** Hexadecimal digits. */
  hex(digits: number): string;
}

/** Murmur3's finishing steps: spreads neighbouring seeds (customer 7, customer 8) far apart. */
const spread = (value: number): number => {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
};

/** Choices that depend on all the seeds and on nothing else (a Weyl sequence through {@link spread}). */
export const randomOf = (...seeds: readonly number[]): Random => {
  let state = seeds.reduce((mixed, seed) => spread(mixed ^ spread(seed + 0x9e3779b9)) + 0x9e3779b9, 0x6a09e667);
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0;
    return spread(state) / 0x1_0000_0000;
  };
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    between,
    chance: (probability) => next() < probability,
    pick: (from) => from[between(0, from.length - 1)] ?? from[0],
    hex: (digits) => Array.from({ length: digits }, () => between(0, 15).toString(16)).join(''),
  };
};
