import { didYouMean } from '#shared/domain/marketing/did-you-mean.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import { readLiquid, type SpokenProperty } from '#shared/domain/message/check-liquid.ts';
import type { CompiledMessage } from '#shared/domain/message/message.ts';
import { renderMessage } from '#shared/domain/message/render-message.ts';
import { nobody, renderingMistake } from '#shared/domain/message/rendering-mistake.ts';
import type { TextMistake } from '#shared/domain/message/text-mistake.ts';
import type { PlacedProperty } from '#shared/domain/message/unknown-properties.ts';
import { checkMjml, wholes } from './check-mjml.ts';
import { type Duty, dutiesMissing, lostLiquid, tooLarge, unrenderable } from './compiled-message-checks.ts';
import { explainMjml, isValueMistake } from './explain-value.ts';
import { htmlOf } from './html-of.ts';
import { bareLayout, type Layout, layOut } from './layout.ts';
import type { MessageFile } from './message-file.ts';
import { problemIn } from './passage.ts';
import { plainTextOf } from './plain-text.ts';

/** The names of other marketing files that messages may use. What is left out is not looked at. */
export interface NamesDeclared {
  readonly topics?: readonly string[] | undefined;
  readonly traits?: readonly string[] | undefined;
}

/** What a message is compiled in. */
export interface Around {
  /** Undefined where it has mistakes of its own, or does not exist. */
  readonly layout: Layout | undefined;
  readonly declared: NamesDeclared;
}

/** A message that can be sent, or every mistake of its own; and the properties of events that it speaks of, either way. */
export interface CheckedMessage {
  readonly compiled?: CompiledMessage;
  readonly problems: readonly Problem[];
  readonly properties: readonly PlacedProperty[];
}

/** Checks and compiles one message. Its mistakes are found whatever is wrong with its layout, and whatever else is wrong with itself. */
export const checkMessage = async (file: MessageFile, { layout, declared }: Around): Promise<CheckedMessage> => {
  const { head, body, message } = file;
  const liquid = readLiquid(body.text, declared.traits);
  const mjml = [...wholeDocument(body.text), ...checkMjml(body.text, 'mj-body')];
  const rendering = liquid.isReadable ? renderingMistake(body.text) : undefined;
  const subject = checkHead(file, 'subject', declared);
  const preheader = checkHead(file, 'preheader', declared);
  const problems = [
    ...file.problems,
    ...nameProblems(file),
    ...topicProblems(file, declared.topics),
    ...subject.problems,
    ...preheader.problems,
    ...inOrder([...liquid.mistakes, ...mjml, ...(rendering === undefined ? [] : [rendering])]).map((one) => problemIn(body, one)),
  ];
  const properties = [
    ...subject.properties,
    ...preheader.properties,
    ...placed(message, liquid.properties, (mistake) => problemIn(body, mistake)),
  ];

  // Of a message without sections or without a subject, the rest is worth looking at.
  const laidOut = layOut(layout ?? bareLayout, { body, preheader: head.preheader ?? 'x' });
  const result = await htmlOf(laidOut.source);
  if ('mistakes' in result) {
    const values = result.mistakes
      .filter((mistake) => mjml.length === 0 || isValueMistake(mistake))
      .map((mistake) => {
        const { passage, line } = laidOut.originOf(mistake.line);
        return explainMjml(mistake, passage, line);
      });
    return { problems: [...problems, ...values], properties };
  }
  const { html } = result;
  const compiled: CompiledMessage = {
    message,
    ...(head.topic === undefined ? {} : { topic: head.topic }),
    ...(layout?.sender === undefined ? {} : { sender: layout.sender }),
    subject: head.subject ?? 'x',
    preheader: head.preheader ?? 'x',
    html,
    text: plainTextOf(html),
  };
  const size = tooLarge(html);
  const lost = mjml.length > 0 ? [] : lostLiquid(body.text, html);
  problems.push(...[...(size === undefined ? [] : [size]), ...lost].map((mistake) => problemIn(body, mistake)));
  // What the layout promises, a message could take back: by a variable of the same name, for example.
  if (layout !== undefined && problems.length === 0) {
    const duties = dutiesMissing(compiled);
    const undone =
      'unrenderable' in duties ? [unrenderable(duties.unrenderable)] : duties.missing.map((duty) => takenBack(body.text, duty));
    problems.push(...undone.map((mistake) => problemIn(body, mistake)));
  }
  return problems.length === 0 && layout !== undefined ? { compiled, problems, properties } : { problems, properties };
};

const inOrder = (mistakes: readonly TextMistake[]): readonly TextMistake[] => mistakes.toSorted((a, b) => a.offset - b.offset);

/** The subject or the preheader. */
const checkHead = (
  file: MessageFile,
  field: 'subject' | 'preheader',
  { traits }: NamesDeclared,
): Omit<CheckedMessage, 'compiled'> => {
  const text = file.head[field];
  if (text === undefined) return { problems: [], properties: [] };
  const { mistakes, properties, isReadable } = readLiquid(text, traits);
  const rendering = isReadable ? renderingMistake(text) : undefined;
  const empty = isReadable && rendering === undefined && field === 'subject' && isEmptyForNobody(text) ? [emptySubject] : [];
  return {
    problems: [...mistakes, ...(rendering === undefined ? [] : [rendering]), ...empty].map((one) => file.problemIn(field, one)),
    properties: placed(file.message, properties, (mistake) => file.problemIn(field, mistake)),
  };
};

const placed = (
  message: string,
  properties: readonly SpokenProperty[],
  problemAt: (mistake: TextMistake) => Problem,
): readonly PlacedProperty[] =>
  properties.map(({ of, property, offset }) => {
    const { file, line, column } = problemAt({ offset, message: '' });
    return { message, of, property, file, line, column };
  });

const isEmptyForNobody = (subject: string): boolean =>
  renderMessage({ message: 'check', subject, preheader: '', html: '', text: '' }, nobody).kind === 'unrenderable';

const emptySubject: TextMistake = {
  offset: 0,
  message: 'for a customer without traits the subject is empty',
  hint: 'give missing values a default, like `{{ traits.firstName | default: "there" }}`',
};

const wholeDocument = (body: string): readonly TextMistake[] => {
  const found = new RegExp(`<(${wholes.join('|')})\\b`).exec(body);
  if (found === null) return [];
  const hint = 'write sections; `<mjml>`, `<mj-head>` and `<mj-body>` are in _layout.mjml';
  return [{ offset: found.index, message: 'a message holds sections only', hint }];
};

const nameProblems = ({ file, message }: MessageFile): readonly Problem[] => {
  if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(message)) return [];
  const hint = 'use small letters, digits and hyphens, like product-manual.mjml';
  return [{ file, line: 1, column: 1, message: `\`${message}\` is no name for a message`, hint }];
};

const topicProblems = (file: MessageFile, topics: readonly string[] | undefined): readonly Problem[] => {
  const { topic } = file.head;
  if (topic === undefined || topics === undefined || topics.includes(topic)) return [];
  const hint = didYouMean(topic, topics) ?? 'declare it under `topics` there';
  return [file.problemIn('topic', { offset: 0, message: `there is no topic \`${topic}\` in marketing/sending.yaml`, hint })];
};

const takenBack = (body: string, duty: Duty): TextMistake => ({
  offset: Math.max(0, body.indexOf(duty)),
  message:
    duty === 'unsubscribe_url' ? 'the message has no unsubscribe link' : "the message does not show the sender's postal address",
  hint: `its layout has it, and something in this message takes it away: a variable of its own called \`${duty}\`, perhaps`,
});
