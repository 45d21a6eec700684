import type { Story } from '../story.ts';
import type { Difference } from './difference.ts';
import type { Expected } from './test-file.ts';

type WantedMail = NonNullable<Expected['mails']>[number];

/** Whether what should stand in mails does. Of a message that is sent several times, one mail must be as wanted. */
export const compareMails = (wanted: readonly WantedMail[], story: Story): readonly Difference[] =>
  wanted.flatMap((each): readonly Difference[] => {
    const places = story.timeline.flatMap((entry, index) =>
      entry.outcome === 'sent' && entry.message === each.message ? [index] : [],
    );
    if (places.length === 0) return [{ kind: 'missing', text: `sent ${each.message}` }];
    const lacks = places.map((place) => ({ place, lack: lackOf(each, story, place) }));
    const closest = lacks.at(-1);
    if (closest === undefined || lacks.some(({ lack }) => lack.length === 0)) return [];
    return closest.lack.map((text) => ({ kind: 'unexpected', text, entry: closest.place }));
  });

const lackOf = (wanted: WantedMail, { mails, timeline }: Story, place: number): readonly string[] => {
  const mail = mails.find(({ sendId }) => sendId === timeline[place]?.sendId);
  const subject = mail?.subject ?? '';
  // Lines are broken where the text is made, which nobody wrote.
  const text = flat(mail?.text ?? '');
  const missing = (texts: readonly string[] = [], where: string) => texts.filter((each) => !where.includes(flat(each)));
  const present = (wanted['text does not contain'] ?? []).filter((each) => text.includes(flat(each)));
  return [
    ...missing(wanted['subject contains'], subject).map((each) => `its subject does not contain “${each}”`),
    ...missing(wanted['text contains'], text).map((each) => `its text does not contain “${each}”`),
    ...present.map((each) => `its text contains “${each}”`),
  ];
};

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
