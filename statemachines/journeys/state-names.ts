/** Step Functions takes names of up to 80 characters. */
const longest = 80;

/**
 * Names for the states of one machine: what the journey says, cut to what Step Functions takes, and each one only once. The AWS
 * console shows them, so whoever wrote the journey can read an execution there.
 *
 * @param used names that are given already.
 */
export const createStateNames = (used: readonly string[] = []): ((wanted: string) => string) => {
  const taken = new Set(used);
  return (wanted) => {
    const clean = wanted.replaceAll(/[\p{C}\s]+/gu, ' ').trim();
    for (let count = 1; ; count += 1) {
      const name = cut(clean, count === 1 ? '' : ` (${count})`);
      if (taken.has(name)) continue;
      taken.add(name);
      return name;
    }
  };
};

const cut = (name: string, ending: string): string => {
  const room = longest - ending.length;
  if (name.length <= room) return `${name}${ending}`;
  let kept = '';
  for (const letter of name) {
    // Some letters, and all emoji, count as two.
    if (kept.length + letter.length > room - 1) break;
    kept += letter;
  }
  return `${kept.trimEnd()}…${ending}`;
};
