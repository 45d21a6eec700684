import type { Liquid, Template } from 'liquidjs';
import { markupEngine, plainEngine } from './liquid.ts';
import type { CompiledMessage } from './message.ts';
import type { MessageVariables } from './message-variables.ts';

/** A message as one customer reads it, or the part that could not be made and why. `problem` holds nothing of the customer's. */
export type RenderedMessage =
  | { readonly kind: 'rendered'; readonly subject: string; readonly html: string; readonly text: string }
  | { readonly kind: 'unrenderable'; readonly part: MessagePart; readonly problem: string };

export type MessagePart = 'subject' | 'html' | 'text';

/** Long enough for any subject a mail program shows; what is longer is a trait that is not what it seemed. */
const longestSubject = 200;

/**
 * Renders a message for one customer. A message that cannot be rendered is an expected outcome: one customer's odd traits must
 * not stop a journey, so the send is dropped and says why.
 */
export const renderMessage = (message: CompiledMessage, variables: MessageVariables): RenderedMessage => {
  try {
    const part = (name: MessagePart) => renderPart(message, name, variables);
    const subject = oneLine(part('subject'));
    if (subject === '') return { kind: 'unrenderable', part: 'subject', problem: 'the subject is empty' };
    return { kind: 'rendered', subject, html: part('html'), text: withoutGaps(part('text')) };
  } catch (error) {
    if (error instanceof PartFailed) return { kind: 'unrenderable', part: error.part, problem: error.message };
    throw error;
  }
};

class PartFailed extends Error {
  override readonly name = 'PartFailed';
  readonly part: MessagePart;

  constructor(part: MessagePart, cause: unknown) {
    super(cause instanceof Error ? firstLine(cause.message) : 'it could not be rendered', { cause });
    this.part = part;
  }
}

const engineOf: Readonly<Record<MessagePart, Liquid>> = { subject: plainEngine, html: markupEngine, text: plainEngine };

const renderPart = (message: CompiledMessage, part: MessagePart, variables: MessageVariables): string => {
  try {
    return String(engineOf[part].renderSync(parsed(message, part), variables));
  } catch (error) {
    throw new PartFailed(part, error);
  }
};

// Parsing costs more than rendering, and messages are the same objects as long as the process lives.
const templates = new WeakMap<CompiledMessage, Partial<Record<MessagePart, Template[]>>>();

const parsed = (message: CompiledMessage, part: MessagePart): Template[] => {
  const known = templates.get(message) ?? {};
  const before = known[part];
  if (before !== undefined) return before;
  const template = engineOf[part].parse(message[part]);
  templates.set(message, { ...known, [part]: template });
  return template;
};

// A line break in a subject could start a header of its own.
const oneLine = (text: string): string => cut(text.replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ').trim());

// By code point: half an emoji is not text.
const cut = (text: string): string => (text.length <= longestSubject ? text : [...text].slice(0, longestSubject).join(''));

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

// Where a block of the message was left out for this customer.
const withoutGaps = (text: string): string => text.replace(/\n{3,}/g, '\n\n').trim();
