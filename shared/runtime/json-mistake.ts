/**
 * What is wrong with a text that is not valid JSON, in the parser's own words, and where. For whoever sent it and for nobody else: the
 * words may quote some twenty characters of the text, so they are never logged.
 */
export const jsonMistake = (text: string, error: unknown): string => {
  const said = error instanceof Error ? error.message.replace(/ ?is not valid JSON$/, '') : '';
  const words = said.slice(0, longestWords).toWellFormed();
  if (/at position \d+|end of JSON input/.test(said) || text.length > longestSearched) return words;
  const position = placeOfMistake(text);
  const before = text.slice(0, position).split('\n');
  return `${words} at position ${position} (line ${before.length} column ${(before.at(-1) ?? '').length + 1})`;
};

const longestWords = 200;

// Each step of the search parses what is before: at this length all of them together take a millisecond or two.
const longestSearched = 20_000;

/** The parser does not say where an unexpected token is. It is where the longest beginning ends that is merely not finished. */
const placeOfMistake = (text: string): number => {
  let [finished, broken] = [0, text.length];
  while (broken - finished > 1) {
    const middle = Math.floor((finished + broken) / 2);
    if (isBeginning(text.slice(0, middle))) finished = middle;
    else broken = middle;
  }
  return finished;
};

const isBeginning = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const said = error instanceof Error ? error.message : '';
    return said.includes('end of JSON input') || said.includes(`at position ${text.length}`);
  }
};
