import { products } from './catalogue.ts';
import { type Moment, minute } from './moment.ts';
import type { Person } from './person.ts';
import { chatText, mentionText } from './phrases.ts';
import { type Random, randomOf } from './random.ts';
import type { Ids } from './visit.ts';

/** A support chat, in the customer's language: opened, a few messages, closed. The help desk knows the customer by user id. */
export const supportChat = (person: Person, startsAt: number, random: Random): readonly Moment[] => {
  const chat = `chat-${random.hex(8)}`;
  const product = random.pick(products);
  const context = { channel: 'support', locale: person.language === 'zh' ? 'zh-CN' : 'en-US' };
  const track = (at: number, event: string, properties: object): Moment => ({
    happenedAt: at,
    arrivesAt: at,
    kind: 'valid',
    say: () => ({ type: 'track', userId: person.userId, event, properties: { chat_id: chat, ...properties }, context }),
  });
  const messages = Array.from({ length: random.between(1, 3) }, (_, n) =>
    track(startsAt + (n + 1) * minute, 'Support Message Received', {
      text: chatText(randomOf(random.between(0, 2 ** 30)), person.language, product),
      language: person.language,
    }),
  );
  return [
    track(startsAt, 'Support Chat Started', { topic: product.category }),
    ...messages,
    track(startsAt + 20 * minute, 'Support Chat Closed', { solved: random.chance(0.85), rating: random.between(2, 5) }),
  ];
};

/** Somebody writes about the store in public. */
export const mention = (ids: Ids, at: number, random: Random): Moment => {
  const salt = random.between(0, 2 ** 30);
  return {
    happenedAt: at,
    // The listening service tells with some delay.
    arrivesAt: at + random.between(2, 30) * minute,
    kind: 'valid',
    say: () => {
      const words = randomOf(salt);
      return {
        type: 'track',
        ...ids,
        event: 'Brand Mentioned',
        properties: { network: words.pick(['mastodon', 'weibo', 'bluesky']), text: mentionText(words, words.pick(products)) },
        context: { channel: 'social' },
      };
    },
  };
};
