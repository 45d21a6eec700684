import { stringify } from 'yaml';
import type { EmailChannel } from '#shared/domain/message/message.ts';
import { task } from './journey-file.ts';
import type { StoryInto } from './story-into-segment.ts';

/**
 * The tests of a first draft that is entered by a segment. They hold as long as the draft is as it was written.
 *
 * @param story brings somebody into the segment; without one, the tests say that nobody else enters.
 * @param consent what mail needs: with `explicit`, somebody subscribes before anything is sent to them.
 */
export const segmentJourneyTestDraft = (
  {
    segment,
    message,
    story,
  }: { readonly segment: string; readonly message: string | undefined; readonly story: StoryInto | undefined },
  schema: string,
  consent: EmailChannel['consent'],
): string => {
  const head = `# yaml-language-server: $schema=${schema}
# Stories of the journey: what happens to somebody, and what is to come of it. \`tributary test\` plays them.
`;
  if (story === undefined) {
    return `${head}# Add one of somebody who comes into the segment ${segment}; segments/${segment}.test.yaml has none.
${stringify({ cases: [{ name: 'is not in the segment', expect: { entered: 'never' } }] })}`;
  }
  const { profile, starts, events, day } = story;
  const subscribed =
    consent === 'explicit' && message !== undefined ? [{ [`day ${Math.min(day, 1) - 1}`]: 'Subscribed', ...byEmail }] : [];
  const given = (...more: readonly object[]) => ({
    ...(Object.keys(profile).length === 0 ? {} : { profile }),
    ...(starts === undefined ? {} : { starts }),
    events: [...subscribed, ...events, ...more],
  });
  const unsubscribed = `day ${day + 1}`;
  return `${head}# How somebody comes into the segment is taken from segments/${segment}.test.yaml.
${stringify(
  {
    cases: [
      {
        name: 'comes into the segment and goes all the way',
        given: given(),
        expect: { entered: `day ${day}`, sent: message === undefined ? [] : [message], tasks: [task], exit: 'never' },
      },
      {
        name: 'unsubscribes on the next day',
        given: given({ [unsubscribed]: 'Unsubscribed', ...byEmail }),
        expect: { tasks: [], exit: { [unsubscribed]: 'unsubscribed' } },
      },
    ],
  },
  { lineWidth: 0, aliasDuplicateObjects: false },
).replace('\n  - name: unsub', '\n\n  - name: unsub')}`;
};

const byEmail = { properties: { channel: 'email' } };
