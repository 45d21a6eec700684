import type { OutlineChange } from '#statemachines/journeys/outline/compare-outlines.ts';
import type { OutlineStep } from '#statemachines/journeys/outline/outline.ts';
import { count } from '../output.ts';
import type { InFlight } from './in-flight.ts';
import type { JourneyChanges, MarketingChanges, OtherChange } from './marketing-changes.ts';

/** How the two forms differ: plain text, and Markdown for a pull request. */
interface Form {
  readonly heading: (text: string) => string;
  readonly item: (text: string) => string;
  /** `+`, `-` or `~`. */
  readonly sign: (sign: string) => string;
  /** What stands in the files of marketers, who may write anything. */
  readonly code: (text: string) => string;
}

const oneLine = (text: string): string => text.trim().replaceAll(/\s+/g, ' ');

const plain: Form = { heading: (text) => text, item: (text) => `  ${text}`, sign: (sign) => sign, code: oneLine };
const markdown: Form = {
  heading: (text) => `### ${text}`,
  item: (text) => `- ${text}`,
  // As it is, a + or - would begin a list within the list.
  sign: (sign) => `\`${sign}\``,
  // Neither formatting nor mentions; backticks inside would end it.
  code: (text) => `\`${oneLine(text).replaceAll('`', "'")}\``,
};

export interface ChangesToTell {
  readonly changes: MarketingChanges;
  readonly inFlight?: InFlight | undefined;
  /** Files with mistakes cannot be compared. */
  readonly unreadable: readonly string[];
}

export const changesText = (told: ChangesToTell): string => render(told, plain);
export const changesMarkdown = (told: ChangesToTell): string => render(told, markdown);

const render = ({ changes, inFlight, unreadable }: ChangesToTell, form: Form): string => {
  const blocks = [
    ...changes.journeys.map((journey) => journeyBlock(journey, inFlight, form)),
    ...(changes.others.length === 0
      ? []
      : [[form.heading('Besides'), ...changes.others.map((other) => form.item(otherWords(other, form)))]]),
    ...(unreadable.length === 0
      ? []
      : [
          [
            form.heading('Not compared'),
            ...unreadable.map((file) => form.item(`${file}: it has mistakes, and \`tributary check\` shows those of now`)),
          ],
        ]),
  ];
  return blocks.length === 0 ? 'Nothing is different in meaning.' : blocks.map((lines) => lines.join('\n')).join('\n\n');
};

const journeyBlock = (journey: JourneyChanges, inFlight: InFlight | undefined, form: Form): readonly string[] => [
  form.heading(`Journey ${form.code(journey.journey)}${titleOf(journey, form)}`),
  ...('changes' in journey ? journey.changes.map((change) => form.item(changeWords(change, form))) : []),
  ...(journey.kind === 'renamed' ? [form.item(renamedWords(form.code(journey.was)))] : []),
  ...flightLines(journey, inFlight, form).map(form.item),
];

const titleOf = (journey: JourneyChanges, form: Form): string => {
  if (journey.kind === 'renamed') return ` is renamed: it was ${form.code(journey.was)}`;
  return { new: ' is new', gone: ' is gone', changed: '' }[journey.kind];
};

const renamedWords = (was: string): string =>
  `a new journey to Tributary: those under way in ${was} get nothing more, whoever has been in it may come in once more, and variants and who is held out are drawn anew (docs/changing-journeys.md)`;

const changeWords = (change: OutlineChange, form: Form): string => {
  const { code, sign } = form;
  switch (change.kind) {
    case 'rule': {
      const { before, after } = change;
      const rule = code(change.rule);
      if (before === undefined) return `${sign('+')} ${rule}: ${code(after ?? '')}`;
      return after === undefined
        ? `${sign('-')} ${rule}: ${code(before)}`
        : `${sign('~')} ${rule}: ${code(before)} → ${code(after)}`;
    }
    case 'added':
      return `${sign('+')} ${place(change.step, form)}${code(change.step.words)}`;
    case 'removed':
      return `${sign('-')} ${place(change.step, form)}${code(change.step.words)}`;
    case 'changed':
      return `${sign('~')} ${place(change.after, form)}${code(change.before.words)} → ${code(change.after.words)}`;
    case 'moved':
      return `${sign('~')} ${code(change.after.words)}: ${change.before.day} → ${change.after.day}`;
  }
};

const place = ({ day, arms }: OutlineStep, { code }: Form): string =>
  `${day}${arms.length === 0 ? '' : ` (${arms.map(code).join(' › ')})`}: `;

const otherWords = ({ what, name, kind, words }: OtherChange, { code, sign }: Form): string =>
  `${sign({ new: '+', gone: '-', changed: '~' }[kind])} ${what} ${code(name)}${words.length === 0 ? '' : `: ${words.map(code).join('; ')}`}`;

/** Who is under way, and what happens to them. */
const flightLines = (change: JourneyChanges, inFlight: InFlight | undefined, form: Form): readonly string[] => {
  const { kind } = change;
  const waiting = inFlight?.byJourney.get(nameBefore(change));
  if (waiting === undefined || kind === 'new') return [];
  const total = [...waiting.values()].reduce((sum, each) => sum + each, 0);
  if (total === 0) return ['nobody is under way in it'];
  return [
    `${count(total, 'customer')} under way: ${
      kind === 'changed'
        ? 'they go on as they started; whoever comes in from now on goes the new way'
        : `their state machine goes with the ${kind === 'gone' ? 'journey' : 'old name'}, and they get nothing more`
    } (docs/changing-journeys.md)`,
    ...[...waiting].map(([state, each]) => `  ${each} at ${form.code(state)}`),
  ];
};

/** What a journey is called in a deployment of the earlier version. */
export const nameBefore = (change: JourneyChanges): string => (change.kind === 'renamed' ? change.was : change.journey);
