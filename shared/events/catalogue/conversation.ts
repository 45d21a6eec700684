import { amount, defineEvent, flag, oneOf, required, text } from '../event-contract.ts';

const supportConversation = defineEvent({
  name: 'Support Conversation',
  description: 'One message of a chat between a customer and support, in whatever language it was written.',
  from: 'senders',
  properties: {
    conversation_id: text('The conversation the message belongs to.'),
    author: oneOf(['customer', 'agent', 'bot'], 'Who wrote it.'),
    text: required('The message.'),
    language: text('Language tag such as "en" or "zh"; detected where absent.'),
    topic: text('Topic given by the support system.'),
    agent_id: text('Who answered.'),
    resolved: flag('Whether the matter is settled.'),
  },
  examples: [
    { conversation_id: 'ch-771', author: 'customer', text: 'Can I pay for the oven in instalments?', language: 'en' },
    { conversation_id: 'ch-772', author: 'customer', text: '这款烤箱可以分期付款吗？', language: 'zh' },
  ],
});

const socialMention = defineEvent({
  name: 'Social Mention',
  description: 'A customer spoke about us, or to us, on a social network.',
  from: 'senders',
  properties: {
    network: text('Which network, like "weibo".'),
    post_id: text('The post.'),
    handle: text('The name there.'),
    kind: oneOf(['mention', 'comment', 'like', 'share', 'message'], 'What it was.'),
    text: text('What was said.'),
    url: text('Where to read it.'),
    language: text('Language tag.'),
    followers: amount('How many follow the author.'),
  },
  examples: [{ network: 'weibo', post_id: '5093', kind: 'mention', text: '新烤箱真不错', language: 'zh', followers: 210 }],
});

export const conversationEvents = [supportConversation, socialMention];
