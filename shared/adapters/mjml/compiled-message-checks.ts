import type { Problem } from '#shared/domain/marketing/problem.ts';
import type { CompiledMessage } from '#shared/domain/message/message.ts';
import { renderMessage } from '#shared/domain/message/render-message.ts';
import type { MessageFile } from './message-file.ts';

/** Gmail hides what is beyond 102 KB of a mail, and the footer with the unsubscribe link is what comes last. */
export const largestHtmlBytes = 100 * 1024;

const unsubscribeUrl = 'https://unsubscribe.invalid/check';
const postalAddress = 'Postal Address 1, Check Town';

/**
 * Looks at a message as somebody would receive it of whom nothing is known. The law's and the mailbox providers' demands are
 * checked on what is rendered, not on the source: a link inside `{% if false %}` is no link.
 */
export const checkCompiledMessage = (file: MessageFile, message: CompiledMessage): readonly Problem[] => {
  const place = { file: file.bodyFile, line: file.bodyLine };
  const problem = (text: string, hint: string, at = place): Problem => ({ ...at, column: 1, message: text, hint });
  const problems: Problem[] = [];
  const bytes = Buffer.byteLength(message.html);
  if (bytes > largestHtmlBytes) {
    problems.push(
      problem(
        `the message is ${Math.ceil(bytes / 1024)} KB of HTML, and at most ${largestHtmlBytes / 1024} KB are shown by Gmail`,
        'Shorten it, or link to a page that says the rest.',
      ),
    );
  }
  const rendered = renderMessage(message, {
    traits: {},
    profile: { id: 'user:check' },
    journey: 'check',
    unsubscribe_url: unsubscribeUrl,
    postal_address: postalAddress,
    sent_at: '2026-01-05T09:00:00.000Z',
  });
  if (rendered.kind === 'unrenderable') {
    const at = rendered.part === 'subject' ? { file: file.file, line: file.subjectLine } : place;
    problems.push(
      problem(
        `for a customer without traits the ${rendered.part} cannot be rendered: ${rendered.problem}`,
        'Give missing values a default, like {{ traits.firstName | default: "there" }}.',
        at,
      ),
    );
    return problems;
  }
  const link = new RegExp(`<a\\s[^>]*href="${unsubscribeUrl}"`);
  if (!link.test(rendered.html) || !rendered.text.includes(unsubscribeUrl)) {
    problems.push(
      problem(
        'the message has no unsubscribe link',
        'The layout\'s footer needs <a href="{{ unsubscribe_url }}">Unsubscribe</a>, whatever the customer.',
      ),
    );
  }
  if (!rendered.html.includes(postalAddress) || !rendered.text.includes(postalAddress)) {
    problems.push(
      problem("the message does not show the sender's postal address", "The layout's footer needs {{ postal_address }}."),
    );
  }
  return problems;
};

/**
 * Liquid that MJML dropped on the way, because it stood between two components: without it a condition would simply not hold,
 * and everybody would get what was meant for some.
 */
export const lostLiquid = (file: MessageFile, html: string): readonly Problem[] => {
  const remaining = counted(html);
  return liquidIn(file.body).flatMap(({ token, line }) => {
    const left = remaining.get(token) ?? 0;
    remaining.set(token, left - 1);
    if (left > 0) return [];
    return [
      {
        file: file.bodyFile,
        line: file.bodyLine + line - 1,
        column: 1,
        message: `${token} is lost, because it stands between two MJML elements`,
        hint: `Write <mj-raw>${token}</mj-raw>.`,
      },
    ];
  });
};

const liquidIn = (text: string): readonly { readonly token: string; readonly line: number }[] =>
  [...text.matchAll(/\{\{.*?\}\}|\{%.*?%\}/gs)].map((match) => ({
    token: spaced(match[0]),
    line: text.slice(0, match.index).split('\n').length,
  }));

// Where a placeholder was wrapped over two lines, its line break may have become a space.
const spaced = (token: string): string => token.replace(/\s+/g, ' ');

const counted = (html: string): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const { token } of liquidIn(html)) counts.set(token, (counts.get(token) ?? 0) + 1);
  return counts;
};
