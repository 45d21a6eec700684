/**
 * Widths of text in a drawing that no font is at hand for: in hundredths of the font size, as in Verdana and DejaVu Sans, the widest of the
 * fonts that a reader's screen may take, so that nothing runs out of its box. Letters of other scripts are taken as square.
 */
const widthOf = (letter: string): number => {
  if (/[ijl.,:;'|!’ ]/.test(letter)) return 31;
  if (/[ftrI()[\]\-/·]/.test(letter)) return 40;
  if (/[mwMW@%—…]/.test(letter)) return 92;
  if (/[A-Z&]/.test(letter)) return 73;
  return /[\u0020-\u024f“”]/.test(letter) ? 61 : 100;
};

/** In pixels. Bold letters are an eighth wider. */
export const textWidth = (text: string, size: number, bold = false): number =>
  ([...text].reduce((sum, letter) => sum + widthOf(letter), 0) / 100) * size * (bold ? 1.12 : 1);

/** Breaks a text into lines of at most this width, between words; a longer word is broken where it is full, if it can be behind a hyphen. */
export const linesOf = (text: string, width: number, size: number, bold = false): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).flatMap((each) => pieces(each, width, size, bold))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || textWidth(longer, size, bold) <= width) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return line === '' ? lines : [...lines, line];
};

const pieces = (word: string, width: number, size: number, bold: boolean): readonly string[] => {
  const found: string[] = [];
  let piece = '';
  for (const letter of word) {
    while (piece !== '' && textWidth(piece + letter, size, bold) > width) {
      const full = piece.replace(/(?<=[-._/])[^-._/]*$/, '');
      found.push(full);
      piece = piece.slice(full.length);
    }
    piece += letter;
  }
  return [...found, piece];
};

const longestText = 160;

/** On one line, and cut where it is too long for a drawing. */
export const shortened = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= longestText ? line : `${line.slice(0, longestText - 1).trimEnd()}…`;
};
