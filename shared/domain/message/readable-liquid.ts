import { LiquidError, type StaticAnalysis } from 'liquidjs';
import { nearest } from '#shared/domain/marketing/did-you-mean.ts';
import { lenientEngine, withoutFileTags } from './liquid.ts';
import { blanked, type LiquidToken, liquidTokens, withoutTexts } from './liquid-tokens.ts';
import type { TextMistake } from './text-mistake.ts';

/** What Liquid cannot read of a text, and the variables of all that it can. */
export interface ReadableLiquid {
  readonly broken: readonly TextMistake[];
  readonly globals: StaticAnalysis['globals'];
}

/** A text with more mistakes than this is no message. */
const mostMistakes = 50;

/**
 * Reads as much of a text as can be read. Liquid stops at its first mistake; so that is noted, taken out of the text, and the rest is read
 * again. What is taken out leaves spaces, so that all others stay at their places.
 */
export const readableLiquid = (text: string): ReadableLiquid => {
  const broken: TextMistake[] = [];
  let attempt: Attempt = { text, orphans: [] };
  for (let round = 0; round < mostMistakes; round += 1) {
    try {
      const { globals } = lenientEngine().parseAndAnalyzeSync(attempt.text);
      return { broken, globals };
    } catch (error) {
      if (!LiquidError.is(error)) throw error;
      const { mistakes, next } = mend(attempt, error);
      broken.push(...mistakes);
      if (next.text === attempt.text) break;
      attempt = next;
    }
  }
  return { broken, globals: {} };
};

/** What is left of a text, and the ends and the middles of the blocks whose beginnings were taken out of it. */
interface Attempt {
  readonly text: string;
  readonly orphans: readonly string[];
}

interface Mended {
  readonly mistakes: readonly TextMistake[];
  readonly next: Attempt;
}

const middles: readonly string[] = ['else', 'elsif', 'when'];
const blocks: readonly string[] = ['if', 'unless', 'case', 'for', 'tablerow', 'capture', 'comment', 'raw'];

const mend = (attempt: Attempt, { message, token }: LiquidError): Mended => {
  const { text, orphans } = attempt;
  const tokens = liquidTokens(text);
  const { begin } = token;
  const at = tokens.find((one) => one.begin <= begin && begin < one.end) ?? tokens.find((one) => one.end === begin);
  if (at !== undefined && /\{[{%]/.test(withoutTexts(at.content))) return openEnd(attempt, at.begin, message);
  if (at === undefined || /^(output|raw) .*not closed/s.test(message)) return openEnd(attempt, begin, message);
  if (/^tag .* not closed/.test(message)) {
    return { mistakes: [notClosed(at)], next: { text: withoutBlock(text, at), orphans: [...orphans, ...middles] } };
  }
  if (/^tag .* not found/.test(message)) {
    const isOrphan = orphans.includes(at.tag);
    const rest = middles.includes(at.tag) ? orphans : orphans.toSpliced(orphans.indexOf(at.tag), 1);
    if (isOrphan) return { mistakes: [], next: { text: withoutBlock(text, at), orphans: rest } };
    return at.tag.startsWith('end') ? strayEnd(attempt, at) : unknownTag(attempt, at);
  }
  const next = blocks.includes(at.tag) ? [...orphans, ...middles, `end${at.tag}`] : orphans;
  return {
    mistakes: [explained(message, at, begin)],
    next: { text: blanked(text, at.begin, at.end), orphans: next },
  };
};

/** `{{` or `{%` without its end, or `raw` without its own: Liquid reads the rest of the text as part of it. */
const openEnd = ({ text, orphans }: Attempt, begin: number, message: string): Mended => {
  const raw = message.startsWith('raw')
    ? liquidTokens(text).findLast(({ tag, end }) => tag === 'raw' && end <= begin)
    : undefined;
  if (raw !== undefined) return { mistakes: [notClosed(raw)], next: { text: blanked(text, raw.begin, raw.end), orphans } };
  const start = Math.max(text.lastIndexOf('{{', begin), text.lastIndexOf('{%', begin));
  if (start < 0) return { mistakes: [{ offset: begin, message: 'this is not understood' }], next: { text, orphans } };
  const open = text.slice(start, start + 2);
  const close = open === '{{' ? '}}' : '%}';
  const isQuote = withoutTexts(text.slice(start).split(close, 1)[0] ?? '').match(/["']/g)?.length === 1;
  const hint =
    isQuote && text.slice(start).includes(close) ? 'a quotation mark in it is not closed' : `write \`${close}\` where it ends`;
  return {
    mistakes: [{ offset: start, message: `\`${open}\` is not closed`, hint }],
    next: { text: blanked(text, start, start + 2), orphans },
  };
};

const notClosed = ({ begin, tag, text }: LiquidToken): TextMistake => ({
  offset: begin,
  message: `\`${oneLine(text)}\` is not closed`,
  hint: `write \`{% end${tag} %}\` where it ends`,
});

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');

/** A condition without its block is still read, for the names in it: as an output, which may hold the same. */
const withoutBlock = (text: string, { begin, end, tag, contentBegin }: LiquidToken): string => {
  if (!['if', 'unless', 'case', 'elsif'].includes(tag)) return blanked(text, begin, end);
  const name = blanked(text.slice(begin + 2, contentBegin), 0, contentBegin - begin - 2);
  const condition = text.slice(contentBegin, end - 2).replace(/-$/, ' ');
  return [text.slice(0, begin), '{{', name, condition, '}}', text.slice(end)].join('');
};

const strayEnd = ({ text, orphans }: Attempt, end: LiquidToken): Mended => {
  const open: LiquidToken[] = [];
  for (const token of liquidTokens(text.slice(0, end.begin))) {
    if (blocks.includes(token.tag)) open.push(token);
    else if (token.tag === `end${open.at(-1)?.tag}`) open.pop();
  }
  const begun = open.findLastIndex(({ tag }) => `end${tag}` === end.tag);
  const inside = open.slice(begun + 1);
  const inner = open.at(-1);
  if (begun >= 0 && inside.length > 0) {
    const rest = inside.reduceRight((left, token) => withoutBlock(left, token), text);
    return { mistakes: inside.map(notClosed), next: { text: rest, orphans: [...orphans, ...middles] } };
  }
  const without = blanked(text, end.begin, end.end);
  if (inner === undefined) {
    const mistake = {
      offset: end.begin,
      message: `\`${oneLine(end.text)}\` ends nothing`,
      hint: 'take it out, or write what it should end',
    };
    return { mistakes: [mistake], next: { text: without, orphans } };
  }
  const message = `\`${oneLine(end.text)}\` cannot end \`${oneLine(inner.text)}\``;
  const mistake = { offset: end.begin, message, hint: `write \`{% end${inner.tag} %}\`` };
  return { mistakes: [mistake], next: { text: withoutBlock(without, inner), orphans: [...orphans, ...middles] } };
};

const unknownTag = ({ text, orphans }: Attempt, { begin, end, text: written, tag }: LiquidToken): Mended => {
  const rest = blanked(text, begin, end);
  const offset = begin + Math.max(0, written.indexOf(tag));
  if (middles.includes(tag)) {
    const mistake = {
      offset,
      message: `\`{% ${tag} %}\` stands in no ${tag === 'when' ? '`{% case %}`' : '`{% if %}`'}`,
      hint: 'take it out',
    };
    return { mistakes: [mistake], next: { text: rest, orphans } };
  }
  const meant = nearest(tag, [...Object.keys(lenientEngine().tags), ...middles, ...blocks.map((block) => `end${block}`)]);
  const hint = withoutFileTags.includes(tag)
    ? 'a message is complete in itself; what all share is in the layout'
    : meant === undefined
      ? 'docs/messages.md shows the usual ones'
      : `did you mean \`${meant}\`?`;
  const next = meant !== undefined && blocks.includes(meant) ? [...orphans, ...middles, `end${meant}`] : orphans;
  // The one that ends a block under a misspelt name has ended it.
  const isEnd = meant?.startsWith('end') === true;
  const mended =
    isEnd && meant.length === tag.length ? `${text.slice(0, offset)}${meant}${text.slice(offset + tag.length)}` : rest;
  const opener = isEnd && mended === rest ? openBefore(text, begin, meant.slice('end'.length)) : undefined;
  return {
    mistakes: [{ offset, message: `there is no tag \`${tag}\``, hint }],
    next: {
      text: opener === undefined ? mended : withoutBlock(mended, opener),
      orphans: opener === undefined ? next : [...next, ...middles],
    },
  };
};

const openBefore = (text: string, offset: number, tag: string): LiquidToken | undefined =>
  liquidTokens(text.slice(0, offset)).findLast((token) => token.tag === tag);

/** In our words, what Liquid says of an expression. */
const explained = (message: string, { text, tag, content, contentBegin }: LiquidToken, begin: number): TextMistake => {
  // Liquid stumbles over what follows a sign that it does not know.
  const before = Math.max(0, begin - contentBegin - 1);
  const sign = /^\s*(?<sign>&&|&|\|\||=(?!=)|!(?!=))/.exec(withoutTexts(content).slice(before));
  const written = sign?.groups?.sign;
  if (sign !== null && written !== undefined && tag !== 'assign') {
    const offset = contentBegin + before + sign[0].length - written.length;
    return { offset, message: `\`${written}\` is written otherwise in Liquid`, hint: `write ${signs.get(written)}` };
  }
  const said = (what: string, hint: string): TextMistake => ({ offset: begin, message: what, hint });
  if (message.startsWith('invalid value expression'))
    return said(`\`${oneLine(text)}\` has no value`, 'write one, like `traits.firstName`');
  if (message.startsWith('expected ":"')) {
    return said('a colon is missing after the name of the filter', 'like `{{ traits.city | default: "your town" }}`');
  }
  if (message.startsWith('duplicated else')) {
    return said(`\`${oneLine(text)}\` has two \`{% else %}\``, 'take one out, or write `{% elsif … %}`');
  }
  return said(`\`${oneLine(text)}\` is not understood`, `like \`${examples[tag] ?? examples['']}\``);
};

const signs = new Map([
  ['=', '`==`'],
  ['&&', '`and`'],
  ['&', '`and`'],
  ['||', '`or`'],
  ['!', '`!=`, or `unless`'],
]);

const examples: Readonly<Record<string, string>> = {
  '': '{{ traits.firstName | default: "there" }}',
  if: '{% if traits.plan == "pro" %}',
  elsif: '{% elsif traits.plan == "pro" %}',
  unless: '{% unless traits.firstName %}',
  for: '{% for product in event.properties.products %}',
  case: '{% case traits.plan %}',
  when: '{% when "pro" %}',
  assign: '{% assign first = event.properties.products | first %}',
  capture: '{% capture greeting %}',
};
