/**
 * Whether a text, an expression or a part of a message, speaks of something by its name: what it does not name, it does not ask for. A part
 * of a message is long and is asked about for every mail, so what was found in long texts is kept.
 */
export const speaksOf = (name: string, text: string): boolean => {
  if (text.length < longText) return text.includes(name);
  const known = found.get(name) ?? new Map<string, boolean>();
  found.set(name, known);
  const before = known.get(text);
  if (before !== undefined) return before;
  if (known.size >= keptTexts) known.clear();
  const isNamed = text.includes(name);
  known.set(text, isNamed);
  return isNamed;
};

const longText = 500;
/** More messages than any project has deployed at one time. */
const keptTexts = 1_000;
const found = new Map<string, Map<string, boolean>>();
