import { liquidTokens } from '#shared/domain/message/liquid-tokens.ts';
import type { CompiledMessage } from '#shared/domain/message/message.ts';
import { renderMessage } from '#shared/domain/message/render-message.ts';
import { nobody } from '#shared/domain/message/rendering-mistake.ts';
import type { TextMistake } from '#shared/domain/message/text-mistake.ts';
import { isOnEveryPath } from './on-every-path.ts';

/** Gmail hides what is beyond 102 KB of a mail, and the footer with the unsubscribe link is what comes last. */
export const largestHtmlBytes = 100 * 1024;

/** What is wrong with the size of a message's HTML. */
export const tooLarge = (html: string): TextMistake | undefined => {
  const bytes = Buffer.byteLength(html);
  if (bytes <= largestHtmlBytes) return undefined;
  return {
    offset: 0,
    message: `the message is ${Math.ceil(bytes / 1024)} KB of HTML, and at most ${largestHtmlBytes / 1024} KB are shown by Gmail`,
    hint: 'shorten it, or link to a page that says the rest',
  };
};

/** What the law wants in every marketing mail. */
export type Duty = 'unsubscribe_url' | 'postal_address';

/** What is missing of it in a message, or why that cannot be seen. */
export type Duties = { readonly missing: readonly Duty[] } | { readonly unrenderable: string };

/**
 * Looks at a message as somebody receives it of whom nothing is known. The law's and the mailbox providers' demands are checked on what is
 * rendered, not on the source, because a link inside `{% if false %}` is no link; and that nobody else misses them, on the source.
 */
export const dutiesMissing = (message: CompiledMessage): Duties => {
  const rendered = renderMessage(message, nobody);
  if (rendered.kind === 'unrenderable') return { unrenderable: `${rendered.part}: ${rendered.problem}` };
  const { unsubscribe_url: url, postal_address: address } = nobody;
  const link = new RegExp(`<a\\s[^>]*href="${url}"`);
  const missing: Duty[] = [];
  const forAll = (duty: Duty): boolean => isOnEveryPath(message.html, duty);
  if (!link.test(rendered.html) || !rendered.text.includes(url) || !forAll('unsubscribe_url')) missing.push('unsubscribe_url');
  if (!rendered.html.includes(address) || !rendered.text.includes(address) || !forAll('postal_address'))
    missing.push('postal_address');
  return { missing };
};

/** That the result of Liquid and MJML together cannot be rendered, though each for itself is in order. */
export const unrenderable = (reason: string): TextMistake => ({
  offset: 0,
  message: `for a customer without traits this cannot be rendered: ${reason}`,
  hint: 'keep `{% … %}` in texts, or in `<mj-raw>` around whole elements',
});

/**
 * Liquid that MJML dropped on the way, in a comment for example: without it a condition would simply not hold, and everybody would get
 * what was meant for some.
 */
export const lostLiquid = (body: string, html: string): readonly TextMistake[] => {
  const remaining = new Map<string, number>();
  for (const { text } of liquidTokens(html)) remaining.set(spaced(text), (remaining.get(spaced(text)) ?? 0) + 1);
  return liquidTokens(body).flatMap(({ text, begin }) => {
    const token = spaced(text);
    const left = remaining.get(token) ?? 0;
    remaining.set(token, left - 1);
    if (left > 0) return [];
    const hint = 'MJML drops comments and what stands between elements: write it in a text, or in `<mj-raw>`';
    return [{ offset: begin, message: `\`${token}\` is lost, because MJML drops it`, hint }];
  });
};

// Where a placeholder was wrapped over two lines, its line break may have become a space.
const spaced = (token: string): string => token.replace(/\s+/g, ' ');
