/** How lines of text are set. */
interface Setting {
  readonly x: number;
  /** The baseline of the first line. */
  readonly y: number;
  readonly size: number;
  /** From line to line. */
  readonly step: number;
  readonly className: string;
  readonly bold?: boolean;
  readonly anchor?: 'middle' | 'end';
  readonly spaced?: boolean;
}

export const texts = (
  lines: readonly string[],
  { x, y, size, step, className, bold, anchor, spaced }: Setting,
): readonly string[] =>
  lines.map((line, index) => {
    const attributes = [
      `x="${px(x)}" y="${px(y + index * step)}" font-size="${size}"`,
      ...(className === '' ? [] : [`class="${className}"`]),
      ...(bold === true ? ['font-weight="600"'] : []),
      ...(anchor === undefined ? [] : [`text-anchor="${anchor}"`]),
      ...(spaced === true ? ['letter-spacing="0.8"'] : []),
    ];
    return `<text ${attributes.join(' ')}>${escaped(line)}</text>`;
  });

/** Tenths of a pixel are enough, and the same on every machine. */
export const px = (number: number): string => String(Math.round(number * 10) / 10);

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
