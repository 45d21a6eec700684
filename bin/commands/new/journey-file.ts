import type { EmailChannel } from '#shared/domain/message/message.ts';

/** What brings customers in: an event, or that they come into a segment. */
export type DraftEntry = { readonly on: string } | { readonly segment: string };

/** What a first draft is made of. */
export interface Draft {
  readonly enter: DraftEntry;
  /** What to send, if there is a message yet. */
  readonly message: string | undefined;
}

export const task = 'Call and ask what is still open';

/**
 * The first draft of a journey: everything that most journeys have, so that it is easier to change than to begin.
 *
 * @param schema of journeys, as the journey's file refers to it.
 */
export const journeyDraft = ({ enter, message }: Draft, schema: string): string => `# yaml-language-server: $schema=${schema}
description: Say in a sentence what this journey is for.

${'on' in enter ? entersBy(enter.on) : entersIn(enter.segment)}
  reenter: never

# Who may come in at all:
# audience: traits.country in ['DE', 'AT']

${isUnsubscription(enter) ? '' : whoUnsubscribesLeaves}# What the journey is there to bring about:
# goal:
#   on: Order Completed
#   within: 30 days

steps:
${message === undefined ? '' : `  - send: ${message}\n`}  - wait: 2 days

  # Not everybody need go the same way:
  # - branch:
  #     - if: orders.count > 0
  #       then:
  #         - end: has ordered meanwhile

  - task: ${task}
    for: sales
    due: 1 day
`;

const entersBy = (
  on: string,
): string => `# What brings customers in, and whether it may do so again. It may also be a segment: \`segment: at-risk\`.
enter:
  on: ${quoted(on)}
  # Only where this is true of the event and the customer; docs/conditions.md has what can be asked:
  # when: orders.count == 0`;

const entersIn = (
  segment: string,
): string => `# Whoever comes into the segment enters, and whether they may do so again. It may also be an event: \`on: Lead Created\`.
enter:
  segment: ${segment}`;

/**
 * Its tests, which hold as long as the draft is as it was written.
 *
 * @param consent what mail needs: with `explicit`, somebody in a story subscribes before anything is sent to them.
 */
export const journeyTestDraft = (
  { on, message }: { readonly on: string; readonly message: string | undefined },
  schema: string,
  consent: EmailChannel['consent'],
): string => {
  const subscribes = consent === 'explicit' && on !== 'Subscribed' && message !== undefined;
  const enters = [
    ...(subscribes ? ['- day 0: Subscribed', `  ${byEmail}`] : []),
    `- day 1: ${quoted(on)}`,
    ...(on === 'Subscribed' || isUnsubscription({ on }) ? [`  ${byEmail}`] : []),
  ];
  return `# yaml-language-server: $schema=${schema}
# Stories of the journey: what happens to somebody, and what is to come of it. \`tributary test\` plays them.
cases:
  - name: goes all the way
    given:
      events:
${indented(enters)}
    expect:
      sent:${message === undefined ? ' []' : `\n        - day 1: ${message}`}
      waits:
        - day 1: day 3
      tasks:
        - day 3: ${task}
      completed: day 3
${isUnsubscription({ on }) ? '' : unsubscribesOnTheWay(enters, message)}`;
};

const unsubscribesOnTheWay = (enters: readonly string[], message: string | undefined): string => `
  - name: unsubscribes on the next day
    given:
      events:
${indented([...enters, '- day 2: Unsubscribed', `  ${byEmail}`])}
    expect:
      sent: [${message ?? ''}]
      tasks: []
      exit: { day 2: unsubscribed }
`;

const byEmail = 'properties: { channel: email }';
const indented = (lines: readonly string[]): string => lines.map((line) => `        ${line}`).join('\n');

/** Nobody who comes in by it can leave by it, or be written to. */
export const isUnsubscription = (enter: DraftEntry): boolean => 'on' in enter && enter.on === 'Unsubscribed';

const whoUnsubscribesLeaves = `# What takes them out, wherever they are.
exit:
  - unsubscribed
  # - on: Order Refunded
  # - when: orders.count > 3

`;

/** Event names are free text; most need no quotes. */
const quoted = (text: string): string =>
  /^[A-Za-z][\w ]*$/.test(text) && !/^(true|false|null|yes|no|on|off)$/i.test(text) ? text : `'${text.replaceAll("'", "''")}'`;
