/** Step Functions takes names of up to 80 characters. */
const longest = 80;

/**
 * Names for the states of one machine: what the journey says, cut to what Step Functions takes, and each one only once. The AWS
 * console shows them, so whoever wrote the journey can read an execution there.
 */
export const createStateNames = (): ((wanted: string) => string) => {
  const taken = new Set<string>();
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
  const letters = [...name];
  const room = longest - ending.length;
  return letters.length <= room
    ? `${name}${ending}`
    : `${letters
        .slice(0, room - 1)
        .join('')
        .trimEnd()}…${ending}`;
};
