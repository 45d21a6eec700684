import { liquidTokens } from '#shared/domain/message/liquid-tokens.ts';
import type { TextMistake } from '#shared/domain/message/text-mistake.ts';
import { type MjmlTag, nextTag } from './scan-mjml.ts';

/** Of elements that hold text, those whose text is no HTML of the mail's body, or is a piece of something larger. */
export const withoutHtml: readonly string[] = ['mj-raw', 'mj-style', 'mj-title', 'mj-preview'];

/** Elements that have no end, and those whose end every reader's program knows. */
const endless: readonly string[] = [
  ...['area', 'br', 'col', 'hr', 'img', 'input', 'link', 'meta', 'wbr'],
  ...['dd', 'dt', 'li', 'option', 'p', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr'],
];

/**
 * Finds elements of HTML that are not closed: the rest of the mail would be bold, or a link, too. What begins or ends in a part that only some
 * get is left alone.
 *
 * @param text without comments, where the HTML stands between two offsets.
 */
export const checkHtml = (text: string, from: number, to: number): readonly TextMistake[] => {
  const tags = tagsBetween(text, from, to);
  const some = partsForSome(text.slice(from, to)).map(([begin, end]) => [from + begin, from + end] as const);
  const isForSome = ({ begin }: MjmlTag): boolean => some.some(([first, last]) => first <= begin && begin < last);
  const loose = new Set(tags.filter((tag) => isForSome(tag) || tag.mistakes.length > 0).map(({ name }) => name));
  const mistakes: TextMistake[] = tags.flatMap((tag) => tag.mistakes);
  const open: MjmlTag[] = [];
  for (const tag of tags) {
    if (tag.kind === 'empty' || endless.includes(tag.name) || loose.has(tag.name)) continue;
    if (tag.kind === 'open') {
      open.push(tag);
      continue;
    }
    const at = open.findLastIndex(({ name }) => name === tag.name);
    if (at >= 0) mistakes.push(...open.splice(at).slice(1).map(notClosed));
    else
      mistakes.push({
        offset: tag.begin,
        message: `\`</${tag.name}>\` closes nothing`,
        hint: 'take it out, or open it where it begins',
      });
  }
  return [...mistakes, ...open.map(notClosed)];
};

const notClosed = ({ name, begin }: MjmlTag): TextMistake => ({
  offset: begin,
  message: `\`<${name}>\` is not closed`,
  hint: `write \`</${name}>\` where it ends`,
});

const tagsBetween = (text: string, from: number, to: number): readonly MjmlTag[] => {
  const tags: MjmlTag[] = [];
  for (let tag = nextTag(text, from); tag !== undefined && tag.begin < to; tag = nextTag(text, tag.end)) tags.push(tag);
  return tags;
};

/** Where blocks of Liquid begin and end. */
const partsForSome = (text: string): readonly (readonly [number, number])[] => {
  const open: number[] = [];
  return liquidTokens(text).flatMap(({ tag, begin, end }) => {
    if (['if', 'unless', 'case', 'for', 'tablerow', 'capture'].includes(tag)) open.push(begin);
    const first = tag.startsWith('end') ? open.pop() : undefined;
    return first === undefined ? [] : [[first, end] as const];
  });
};
