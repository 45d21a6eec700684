/** Capital letters and digits that are not mistaken for each other: no I, O, 0 and 1. 32 of them, so each is worth five bits. */
export const codeAlphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

const bitsPerCharacter = Math.log2(codeAlphabet.length);

/**
 * Ten guesses a second for a year are 2^28. With a thousand codes given out at a time, 2^10, a guesser has a chance of one in four to hit any
 * of them in that year; a shop that slows guessers down leaves him nothing.
 */
const leastBits = 40;
const leastHashes = Math.ceil(leastBits / bitsPerCharacter);
const longestPattern = 40;

/** What is wrong with a pattern like `WINBACK-#########`, where each `#` becomes a random character; undefined if nothing. */
export const patternProblem = (pattern: string): { readonly message: string; readonly hint: string } | undefined => {
  if (!/^[A-Z0-9#-]+$/.test(pattern))
    return {
      message: `\`${pattern}\` is no pattern for codes`,
      hint: 'capital letters, digits, hyphens, and # for each random character',
    };
  if (pattern.length > longestPattern)
    return { message: `the pattern is too long: at most ${longestPattern} characters`, hint: 'people type codes in' };
  const hashes = [...pattern].filter((character) => character === '#').length;
  if (hashes >= leastHashes) return undefined;
  return {
    message: `codes of \`${pattern}\` can be guessed: ${hashes} random characters are ${Math.floor(hashes * bitsPerCharacter)} bits, and ${leastBits} are needed`,
    hint: `at least ${leastHashes} times #, like \`${pattern.replaceAll('#', '').replace(/-+$/, '')}-${'#'.repeat(leastHashes)}\``,
  };
};

/** One code. `below(n)` gives a random whole number under n: of a cryptographic source, since a code is money. */
export const codeOf = (pattern: string, below: (limit: number) => number): string =>
  pattern.replaceAll('#', () => codeAlphabet.charAt(below(codeAlphabet.length)));

/** What a loaded code must look like: shops have all kinds, but none with blanks or line breaks. */
export const isLoadableCode = (code: string): boolean => /^[\x21-\x7e]{4,64}$/.test(code);
