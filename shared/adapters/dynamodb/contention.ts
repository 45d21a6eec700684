// Who comes too late for a code reaches for another one. With as many customers as codes left at one instant, each round gives away at least
// one code, usually two thirds of them; ten rounds with up to 20, 40, 80 and then 160 ms between them are under 1.3 s.
export const attempts = 10;
const pauses = [20, 40, 80];
const longestPause = 160;

/** Before the attempt of this number, counted from 0. */
export const longestPauseBefore = (attempt: number): number => pauses[attempt - 1] ?? longestPause;
