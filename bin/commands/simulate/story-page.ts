import { sayEntry } from '#statemachines/simulator/say-timeline.ts';
import type { Story } from '#statemachines/simulator/story.ts';
import type { TimelineEntry } from '#statemachines/simulator/timeline.ts';
import { escapeHtml, htmlPage } from '#tools/html/page.ts';

/** A story as one HTML file that needs nothing else: the timeline, and under each mail what the contact gets to see. */
export const storyPage = (story: Story): string => {
  const { journey, contact, timeZone, timeline, mails } = story;
  const subjects = new Map(mails.map(({ sendId, subject }) => [sendId, subject]));
  const name = ['firstName', 'lastName']
    .flatMap((trait) => (typeof contact.traits[trait] === 'string' ? [contact.traits[trait]] : []))
    .join(' ');
  const heading = `${journey}: the story of ${name || contact.userId}`;
  const days = [...Map.groupBy(timeline, ({ day }) => day)].map(
    ([day, entries]) => `<section>
<h2>Day ${day} <small>${escapeHtml(entries[0]?.local.replace(/ \d\d:\d\d$/, '') ?? '')}</small></h2>
<ol>
${entries.map((entry) => itemOf(entry, story, subjects)).join('\n')}
</ol>
</section>`,
  );
  return htmlPage({
    title: heading,
    style,
    body: `<main>
<h1>${escapeHtml(heading)}</h1>
<p class="soft">Played on a virtual clock; nothing was sent. Times are on the contact’s clock (${escapeHtml(timeZone)}).</p>
${days.join('\n')}
</main>`,
  });
};

const itemOf = (entry: TimelineEntry, { timeZone, mails }: Story, subjects: ReadonlyMap<string, string>): string => {
  const mail = entry.outcome === 'sent' ? mails.find(({ sendId }) => sendId === entry.sendId) : undefined;
  const text = escapeHtml(sayEntry(entry, timeZone, subjects));
  const line = `<time datetime="${escapeHtml(entry.at)}">${escapeHtml(entry.local.slice(-5))}</time> <span>${text}</span>`;
  if (mail === undefined) return `<li class="${escapeHtml(entry.outcome)}">${line}</li>`;
  return `<li class="sent">${line}
<details><summary>Read it</summary>
<p class="soft">To ${escapeHtml(mail.to)}</p>
<iframe sandbox title="${escapeHtml(mail.subject)}" srcdoc="${escapeHtml(mail.html)}" loading="lazy"></iframe>
<details><summary>As plain text</summary><pre>${escapeHtml(mail.text)}</pre></details>
</details></li>`;
};

const style = `
main { max-width: 52rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
h1 { margin-bottom: .25rem; }
h2 { font-size: 1rem; margin: 1.75rem 0 .25rem; border-bottom: 1px solid var(--line); }
h2 small { color: var(--soft); font-weight: 400; }
ol { list-style: none; margin: 0; padding: 0; }
li { padding: .35rem 0; overflow-wrap: anywhere; }
li > time { color: var(--soft); font-variant-numeric: tabular-nums; margin-right: .75rem; }
li:not(.happened) > span { padding-left: .9rem; border-left: 3px solid var(--line); }
li.sent > span { border-color: var(--link); }
li.not-sent > span, li.failed > span { border-color: light-dark(#b3261e, #f2b8b5); }
li.waits > span { color: var(--soft); }
li.happened > span { font-weight: 600; }
details { margin: .35rem 0 0 3.6rem; }
summary { cursor: pointer; color: var(--link); }
pre { margin: .35rem 0; }
details details { margin-left: 0; }
@media (max-width: 40rem) { details { margin-left: 0; } }
`;
