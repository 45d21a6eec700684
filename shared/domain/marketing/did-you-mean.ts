import { closestMatch } from 'leven';

/**
 * The known name that a mistyped one was probably meant to be: one of the same letters in another order, or else the closest. A third of
 * the letters may be wrong: more, and a guess misleads.
 */
export const nearest = (wrong: string, known: readonly string[]): string | undefined => {
  const byLowerCase = new Map(known.map((name) => [name.toLowerCase(), name]));
  const letters = sortedLetters(wrong);
  const [swapped, another] = known.filter((name) => sortedLetters(name) === letters);
  if (swapped !== undefined && another === undefined) return swapped;
  const closest = closestMatch(wrong.toLowerCase(), [...byLowerCase.keys()], {
    maxDistance: Math.max(2, Math.floor(wrong.length / 3)),
  });
  return closest === undefined ? undefined : byLowerCase.get(closest);
};

const sortedLetters = (name: string): string => [...name.toLowerCase()].toSorted().join('');

/** The hint for a name that does not exist: the one that was probably meant, or else those there are. */
export const didYouMean = (wrong: string, known: readonly string[]): string | undefined => {
  const [first] = known;
  if (first === undefined) return undefined;
  const meant = nearest(wrong, known);
  if (meant !== undefined) return `did you mean \`${meant}\`?`;
  return known.length === 1 ? `there is only \`${first}\`` : `there are ${listed(known)}`;
};

/** `a`, `b`, `c`, each in backticks. */
export const listed = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
