/**
 * Replaces broken Unicode (half of a surrogate pair, as a text cut in the middle of an emoji has) by U+FFFD, in all texts and keys of
 * a parsed JSON value, which is changed in place. No store takes such text, and nobody's event should be lost for half an emoji.
 */
export const repairUnicode = (value: unknown): unknown => {
  // In a box, so that a value that is itself a text can be replaced like any other.
  const box = [value];
  // A list and not recursion: nothing has limited the depth of the value yet.
  const open: Container[] = [box];
  for (let container = open.pop(); container; container = open.pop()) repairEntries(container, open);
  return box[0];
};

type Container = unknown[] | Record<string, unknown>;

const repairEntries = (container: Container, open: Container[]): void => {
  const entries = container as Record<string, unknown>;
  for (const key of Object.keys(entries)) {
    const entry = entries[key];
    const repaired = typeof entry === 'string' ? entry.toWellFormed() : entry;
    if (!key.isWellFormed()) delete entries[key];
    if (repaired !== entry || !key.isWellFormed()) entries[key.toWellFormed()] = repaired;
    if (typeof entry === 'object' && entry !== null) open.push(entry as Container);
  }
};
