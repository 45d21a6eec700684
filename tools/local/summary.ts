import type { SampleWeek, WeekResult } from './sample-week.ts';
import type { LocalStackFile } from './stack-file.ts';

/** What is told when nothing could be played: the shape of a result, with nothing in it. */
export const emptyResult = (journey: string): WeekResult => ({
  ok: false,
  customers: 0,
  events: { sent: 0, accepted: 0, rejected: 0, stored: 0, folded: 0 },
  runs: { [journey]: { entered: 0, heldOut: 0, exited: 0, converted: 0, completed: 0 } },
  mail: { sent: 0 },
});

/** What came of the week, for people. */
export const summaryText = (stack: LocalStackFile, { result, missing, exampleUserId }: SampleWeek): string => {
  const { customers, events, runs, mail } = result;
  const rows: [string, string][] = [
    ['customers', `${customers}`],
    ['events', `${events.sent} sent: ${events.accepted} different ones accepted, ${events.rejected} rejected`],
    ['', `${events.stored} stored, ${events.folded} folded into profiles`],
    ...Object.entries(runs).map(([journey, run]): [string, string] => [
      journey,
      [
        `${run.entered} entered: ${run.completed} completed, ${run.converted} converted, ${run.exited} exited`,
        ...(run.heldOut === 0 ? [] : [`${run.heldOut} held out`]),
      ].join('; '),
    ]),
    ['mail', `${mail.sent} sent`],
  ];
  const links: [string, string][] = [
    ['inbox', stack.mailUrl],
    ['API', stack.apiUrl],
    ...(exampleUserId === undefined
      ? []
      : ([
          ['a customer', `npx tributary profile ${exampleUserId}`],
          ['', `curl -u ${stack.serverKey}: ${stack.apiUrl}/v1/profiles/${exampleUserId}`],
        ] satisfies [string, string][])),
    ['rejected', 'npx tributary rejected list'],
    ['keys, ports', '.local/stack.json'],
  ];
  const width = Math.max(12, ...rows.map(([name]) => name.length)) + 2;
  const table = (lines: readonly [string, string][]) =>
    lines.map(([name, value]) => `  ${name.padEnd(width)}${value}`).join('\n');
  return [
    missing.length === 0 ? 'A week at the sample store, all of it accounted for:' : 'A week at the sample store:',
    '',
    table(rows),
    '',
    table(links),
    ...(missing.length === 0
      ? []
      : ['', 'Not as it should be:', ...missing.map((text) => `  ${text}`), '  The logs are in .local/.']),
  ].join('\n');
};
