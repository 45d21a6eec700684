import type { RenderedMail } from './render-mail.ts';
import type { MessageExpected } from './test-file.ts';

/** A part of a mail that people speak of. */
export type MailPart = 'from' | 'language' | 'subject' | 'preheader' | 'text' | 'links';

/** Where a mail is not as expected. */
export interface MailDifference {
  readonly part: MailPart;
  /** `wrong`: what is there should not be so. `missing`: what should be there is not. */
  readonly kind: 'wrong' | 'missing';
  /** Of `wrong`, what is wrong with it; of `missing`, what is. */
  readonly text: string;
  /** What stands there that is not to, or that is nearest to what is missing. */
  readonly found?: string;
}

/** Compares a mail with what it must be like. */
export const compareMail = (expected: MessageExpected, mail: RenderedMail): readonly MailDifference[] => {
  const whole = (part: 'subject' | 'preheader' | 'from' | 'language', wanted: string | undefined): readonly MailDifference[] => {
    const is = mail[part] ?? '';
    return wanted === undefined || flat(is) === flat(wanted)
      ? []
      : [{ part, kind: 'wrong', text: `should be “${wanted}”${partsAt(flat(is), flat(wanted))}` }];
  };
  const { subject, text, links } = mail;
  return [
    ...whole('from', expected.from),
    ...whole('language', expected.language),
    ...whole('subject', expected.subject),
    ...lacking(expected['subject contains'], [subject]).map(
      (each): MailDifference => ({ part: 'subject', kind: 'wrong', text: `does not contain “${each}”` }),
    ),
    ...holding(expected['subject does not contain'], [subject]).map(
      ([each]): MailDifference => ({ part: 'subject', kind: 'wrong', text: `should not contain “${each}”` }),
    ),
    ...whole('preheader', expected.preheader),
    ...lacking(expected['text contains'], [text]).map(
      (each): MailDifference => ({
        part: 'text',
        kind: 'missing',
        text: each,
        ...foundNear(each, text.split('\n')),
      }),
    ),
    ...holding(expected['text does not contain'], [...text.split('\n'), text]).map(
      ([each, found]): MailDifference => ({ part: 'text', kind: 'wrong', text: `should not contain “${each}”`, found }),
    ),
    ...lacking(expected.links, links).map((each): MailDifference => ({ part: 'links', kind: 'missing', text: each })),
    ...holding(expected['no links'], links).map(
      ([each, found]): MailDifference => ({ part: 'links', kind: 'wrong', text: `should not link to “${each}”`, found }),
    ),
  ];
};

const lacking = (wanted: readonly string[] = [], places: readonly string[]): readonly string[] =>
  wanted.filter((each) => !places.some((place) => flat(place).includes(flat(each))));

/** Each text that stands somewhere, with the first place. */
const holding = (unwanted: readonly string[] = [], places: readonly string[]): readonly (readonly [string, string])[] =>
  unwanted.flatMap((each) => {
    const place = places.find((one) => flat(one).includes(flat(each)));
    return place === undefined ? [] : [[each, place] as const];
  });

/** Lines are broken where the text is made, which nobody wrote. */
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** Where two texts part, if they begin alike. */
const partsAt = (is: string, wanted: string): string => {
  const [ours, theirs] = [[...is], [...wanted]];
  const place = theirs.findIndex((letter, index) => letter !== ours[index]);
  if (place === -1) return `; “${ours.slice(theirs.length).join('')}” is too much`;
  return place < 4
    ? ''
    : `, which goes on with “${theirs.slice(place).join('')}” after “…${theirs.slice(Math.max(0, place - 12), place).join('')}”`;
};

/** The line that has most of the words, where that is at least half of them. */
const foundNear = (wanted: string, lines: readonly string[]): { readonly found?: string } => {
  const words = [...new Set(wordsOf(wanted))];
  const shared = (line: string) => {
    const there = new Set(wordsOf(line));
    return words.filter((word) => there.has(word)).length;
  };
  const [nearest] = [...new Set(lines)].toSorted((a, b) => shared(b) - shared(a));
  return nearest === undefined || shared(nearest) * 2 < words.length ? {} : { found: nearest };
};

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
