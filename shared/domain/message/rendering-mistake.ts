import { LiquidError } from 'liquidjs';
import { markupEngine } from './liquid.ts';
import type { MessageVariables } from './message-variables.ts';
import type { TextMistake } from './text-mistake.ts';

/** Somebody of whom nothing is known, and what every message has at hand. */
export const nobody: MessageVariables = {
  traits: {},
  profile: { id: 'user:check' },
  journey: 'check',
  unsubscribe_url: 'https://unsubscribe.invalid/check',
  postal_address: 'Postal Address 1, Check Town',
  sent_at: '2026-01-05T09:00:00.000Z',
};

/** What stops a text that Liquid can read from being rendered for somebody of whom nothing is known. */
export const renderingMistake = (text: string): TextMistake | undefined => {
  try {
    markupEngine.parseAndRenderSync(text, nobody);
    return undefined;
  } catch (error) {
    if (!LiquidError.is(error)) throw error;
    const offset = error.token.begin;
    const reason = error.message.split('\n', 1)[0]?.replace(/(, file:.*?)?, line:\d+, col:\d+$/, '');
    if (reason?.includes('use sent_at') === true) {
      const hint = 'write `{{ sent_at | date: "%Y" }}`: when the message is sent';
      return { offset, message: 'there is no clock in a message', hint };
    }
    return {
      offset,
      message: `for a customer without traits this cannot be rendered: ${reason}`,
      hint: 'give missing values a default, like `{{ traits.firstName | default: "there" }}`',
    };
  }
};
