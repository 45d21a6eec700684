import { escapeHtml, htmlPage } from '#tools/html/page.ts';
import type { InboxMessage } from './messages.ts';

const style = `
header, main { max-width: 68rem; margin: 0 auto; padding: 1rem 1.25rem; }
main { overflow-x: auto; }
header { display: flex; gap: 1rem; align-items: baseline; flex-wrap: wrap; }
h2 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
table { border-collapse: collapse; width: 100%; background: var(--card); border: 1px solid var(--line); }
th, td { text-align: left; padding: .5rem .75rem; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
th { font-weight: 600; white-space: nowrap; }
td.when { white-space: nowrap; font-variant-numeric: tabular-nums; }
.address { white-space: nowrap; }
iframe { height: 70vh; }
pre { background: var(--card); }
@media (max-width: 40rem) {
  .mails thead { position: absolute; clip-path: inset(50%); }
  .mails tr { display: block; padding: .5rem 0; border-bottom: 1px solid var(--line); }
  .mails td { display: block; border: 0; padding: .125rem .75rem; }
  .address { white-space: normal; }
}
nav.pages { display: flex; gap: 1rem; padding: 1rem 0; }
`;

const page = (title: string, heading: string, body: string): string =>
  htmlPage({ title, style, body: `<header>${heading}</header>\n<main>${body}</main>` });

const timeOf = (date: Date): string => {
  const iso = date.toISOString();
  return `<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)}</time>`;
};

/** In one piece; one that is too long for its column beside a subject may break after its @, and nowhere else. */
const addressOf = (address: string): string =>
  (address.length > 40 ? address.split(/(?<=@)/) : [address])
    .map((part) => `<span class="address">${escapeHtml(part)}</span>`)
    .join('<wbr>');

export const messagesPerPage = 100;

/** The list of sent mail; `number` counts pages from 1. */
export const listPage = (messages: readonly InboxMessage[], number: number): string => {
  const pages = Math.max(1, Math.ceil(messages.length / messagesPerPage));
  const shown = messages.slice((number - 1) * messagesPerPage, number * messagesPerPage);
  const rows = shown.map(
    (message) => `<tr>
<td class="when">${timeOf(message.sentAt)}</td>
<td>${message.to.map(addressOf).join(', ')}</td>
<td><a href="/messages/${encodeURIComponent(message.id)}">${escapeHtml(message.subject || '(no subject)')}</a></td>
</tr>`,
  );
  const table = `<table class="mails">
<caption class="soft" style="text-align:left;padding-bottom:.5rem">Mail that the local SES has accepted, newest first. Nothing leaves this machine. Times are UTC.</caption>
<thead><tr><th scope="col">Sent</th><th scope="col">To</th><th scope="col">Subject</th></tr></thead>
<tbody>${rows.join('\n')}</tbody>
</table>`;
  const links = [
    ...(number > 1 ? [`<a href="/?page=${number - 1}" rel="prev">Newer</a>`] : []),
    ...(number < pages ? [`<a href="/?page=${number + 1}" rel="next">Older</a>`] : []),
  ];
  const count = `${messages.length} ${messages.length === 1 ? 'message' : 'messages'}`;
  return page(
    `Inbox (${messages.length})`,
    `<h1>Inbox</h1><span class="soft">${count}${pages > 1 ? `, page ${number} of ${pages}` : ''}</span><a href="/">Refresh</a>`,
    messages.length === 0
      ? '<p>No mail yet. A journey sends its first mail when a contact enters it.</p>'
      : `${table}${links.length > 0 ? `<nav class="pages" aria-label="Pages">${links.join('')}</nav>` : ''}`,
  );
};

const rowsOf = (pairs: readonly (readonly [string, string])[]): string =>
  pairs.map(([name, value]) => `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`).join('\n');

/** One mail: its headers, its HTML in a frame that may run and load nothing, its plain text. */
export const messagePage = (message: InboxMessage): string => {
  const headers = [
    ['From', message.from] as const,
    ['To', message.to.join(', ')] as const,
    ['Subject', message.subject] as const,
    ['Date', message.sentAt.toUTCString()] as const,
    ...message.headers,
  ];
  const html =
    message.html === undefined
      ? '<p>This mail has no HTML part.</p>'
      : `<iframe sandbox="" title="HTML view of the mail" src="/messages/${encodeURIComponent(message.id)}/html"></iframe>`;
  const tags = message.tags.length === 0 ? '' : `<h2>SES tags</h2><table><tbody>${rowsOf(message.tags)}</tbody></table>`;
  return page(
    message.subject,
    `<h1>${escapeHtml(message.subject || '(no subject)')}</h1><a href="/">All messages</a>`,
    `<h2>Headers</h2><table><tbody>${rowsOf(headers)}</tbody></table>
<h2>HTML</h2>${html}
<h2>Plain text</h2><pre>${escapeHtml(message.text ?? 'This mail has no plain text part.')}</pre>
${tags}`,
  );
};

export const missingPage = (): string =>
  page('Not found', '<h1>Not found</h1>', '<p>There is no such page or message. <a href="/">All messages</a></p>');
