import type { Product } from './catalogue.ts';
import type { Random } from './random.ts';

type Phrase = (product: Product) => string;

const chatsEn: readonly [Phrase, ...Phrase[]] = [
  (product) => `Hi, does the ${product.name} work on every induction hob?`,
  (product) => `My ${product.name} arrived with a scratch on one side. Can I swap it?`,
  () => 'Which evening is the cooking class at Pier Street?',
  (product) => `How long does delivery of the ${product.name} take?`,
  () => 'I was charged twice for one order, could you look?',
  (product) => `Can the ${product.name} go into the dishwasher?`,
];

const chatsZh: readonly [Phrase, ...Phrase[]] = [
  (product) => `你好，请问${product.nameZh}适合所有电磁炉吗？`,
  (product) => `我收到的${product.nameZh}有划痕，可以换货吗？`,
  () => '请问周末可以送货上门吗？',
  (product) => `${product.nameZh}可以开发票吗？`,
  () => '订单显示已签收，但是我没有收到。',
  (product) => `想问一下${product.nameZh}的保修期是多久？`,
];

const mentions: readonly [Phrase, ...Phrase[]] = [
  (product) => `Third dinner with the ${product.name} and the kitchen is still clean.`,
  (product) => `Anyone else still waiting for their ${product.name}?`,
  (product) => `The ${product.name} looks better than in the pictures.`,
  (product) => `刚入手${product.nameZh}，颜值很高！`,
  () => 'The cooking class at Old Market is worth the trip.',
];

export const chatText = (random: Random, language: 'en' | 'zh', product: Product): string =>
  random.pick(language === 'zh' ? chatsZh : chatsEn)(product);

export const mentionText = (random: Random, product: Product): string => random.pick(mentions)(product);
