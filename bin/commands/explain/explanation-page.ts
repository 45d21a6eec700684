import type {
  ExplainedCause,
  ExplainedMoment,
  Explanation,
  MessageExplanation,
  RunExplanation,
} from '#shared/domain/explain/explanation.ts';
import { compareMoments } from '#shared/domain/explain/moments.ts';
import type { ShowTime } from '../customer/customer-page.ts';
import { printable, shortened } from '../customer/printable.ts';

/** Why a customer got what they got, for people: one paragraph a run, one line a moment. */
export const explanationPage = ({ id, journey, runs, incomplete }: Explanation, at: ShowTime): string =>
  [
    printable(id),
    ...(runs.length === 0 ? [noRuns(journey)] : runs.map((run) => runOf(run, at))),
    ...(incomplete === undefined
      ? []
      : [
          `Of what happened before ${at(incomplete.before)} only runs and messages are told: the log is too long to be read at once.`,
        ]),
  ].join('\n\n');

const noRuns = (journey: string | undefined): string => {
  const where = journey === undefined ? 'any journey' : printable(journey);
  const which = journey === undefined ? '<journey>' : printable(journey);
  return `Never entered ${where}, and was never held out of it. Why somebody is not let in is not written down; what the
rules make of an event of a customer like this one is shown by: tributary simulate ${which}`;
};

interface Line {
  readonly at: string;
  readonly what: string;
  readonly text: string;
  readonly details?: readonly string[];
}

const runOf = (run: RunExplanation, at: ShowTime): string => {
  const { journey, number, state, entered, heldOut, messages, moments, waits, ended } = run;
  const told = new Set(moments.map(({ what }) => what));
  const entry: Line = {
    at: entered.at,
    what: 'entered',
    text: heldOut
      ? `held out of it, to compare the others with: nothing is sent (${sayCause(entered.by)})`
      : `entered by ${sayCause(entered.by)}`,
  };
  const lines: Line[] = [
    ...moments.flatMap((moment) => (moment.what === 'message' ? [] : [{ ...moment, text: sayMoment(moment) }])),
    ...messages.map(
      (message): Line => ({ at: message.at, what: 'message', text: sayMessage(message), details: messageDetails(message, at) }),
    ),
    ...messages.flatMap(({ message, reports }) =>
      reports.map(
        (report): Line => ({ at: report.at, what: 'report', text: `${message}: ${report.what}${sayValues(report.details)}` }),
      ),
    ),
    // Where the log does not reach back to its end, the run still knows.
    ...(ended !== undefined && !['exited', 'converted', 'completed'].some((what) => told.has(what))
      ? [{ at: ended.at, what: state, text: `${state}: ${ended.reason}` }]
      : []),
  ];
  const shown = [entry, ...lines.toSorted(compareMoments)].flatMap(({ at: when, text, details = [] }) => [
    `  ${at(when)}  ${printable(text)}`,
    ...details.map((detail) => `${' '.repeat(at(when).length + 6)}${printable(detail)}`),
  ]);
  const now =
    waits === undefined
      ? []
      : [`  now waits in: ${printable(waits.in)}${waits.until === undefined ? '' : `, until ${at(waits.until)}`}`];
  return [`${printable(journey)}${number === 1 ? '' : ` (${number})`}: ${state}`, ...shown, ...now].join('\n');
};

const sayCause = ({ event, messageId, properties }: ExplainedCause): string =>
  event === null ? `an event that the log does not keep any more (${messageId})` : `${event}${sayValues(properties)}`;

const sayValues = (values: Readonly<Record<string, unknown>> | undefined): string =>
  values === undefined || Object.keys(values).length === 0
    ? ''
    : ` (${Object.entries(values)
        .map(([name, value]) => `${name}: ${shortened(value)}`)
        .join(', ')})`;

const because = (words: string | undefined): string => (words === undefined ? '' : `: ${words}`);

/** How each kind of moment is said. */
const sayings: Readonly<Record<string, (moment: ExplainedMoment) => string>> = {
  branch: ({ step, which, because: condition, values }) =>
    `${step}: went "${which}"${condition === undefined ? ', as no condition held' : ` because ${condition}`}${sayValues(values)}`,
  variant: ({ step, which }) => `${step}: drew the variant "${which}"`,
  'wait-ended': ({ step, which, by }) =>
    which === 'came' ? `${step}: it came${by === undefined ? '' : `, ${sayCause(by)}`}` : `${step}: it did not come in time`,
  'traits-set': ({ values }) => `traits set${sayValues(values)}`,
  coupon: ({ which, because: worth }) => `got the coupon ${which}${because(worth)}`,
  'no-coupon': ({ which, because: why }) => `got no coupon ${which}${because(why)}`,
  webhook: ({ which }) => `${which} was told`,
  'webhook-failed': ({ which, because: why }) => `${which} was not told${because(why)}`,
  'task-given': ({ which, because: whom }) => `task for ${whom}: ${which}`,
  'task-done': ({ because: outcome }) => `task done${because(outcome)}`,
  exited: ({ because: reason }) => `left the journey${because(reason)}`,
  converted: ({ by }) => `reached the goal${by === undefined ? '' : `, ${sayCause(by)}`}`,
  completed: ({ because: reason }) => `came to the end${reason === 'completed' ? '' : because(reason)}`,
};

const sayMoment = (moment: ExplainedMoment): string => sayings[moment.what]?.(moment) ?? moment.what;

const outcomes: Readonly<Record<MessageExplanation['outcome'], string>> = {
  sent: 'SENT',
  'not-sent': 'NOT SENT',
  held: 'HELD',
  unknown: 'MAY HAVE BEEN SENT',
  'under-way': 'UNDER WAY',
};

const sayMessage = ({ message, outcome, reason, explanation }: MessageExplanation): string => {
  const why = explanation ?? reason;
  return `${outcomes[outcome]} ${message}${why === undefined ? '' : `: ${why}`}`;
};

const sayConsent = ({ consent }: MessageExplanation, at: ShowTime): string => {
  const since = consent.since === undefined ? '' : ` since ${at(consent.since)}`;
  return `email: ${consent.state.replaceAll('-', ' ')}${since}`;
};

const messageDetails = (message: MessageExplanation, at: ShowTime): readonly string[] => [
  ...message.held.map(
    ({ because: why, until, cap }) =>
      `was held until ${at(until)}: ${why.replaceAll('-', ' ')}${cap === undefined ? '' : ` (${cap})`}`,
  ),
  sayConsent(message, at),
];
