import * as z from 'zod';
import { editorSchema } from '#shared/adapters/yaml/editor-schema.ts';
import { caseName, profile, properties, starts, text } from '../file-tests/given-fields.ts';

const event = z.strictObject({
  name: text.meta({ description: 'What happened.', examples: ['Cart Updated'] }).exactOptional(),
  properties: properties.exactOptional(),
});

const given = z.strictObject({
  profile: profile.exactOptional(),
  journey: text
    .meta({ description: 'The journey that sends it. The first one that does, if it is left out.', examples: ['abandoned-cart'] })
    .exactOptional(),
  event: event
    .meta({
      description:
        'What brought the reader into the journey. Its name is that of the journey’s entry, and it has no properties, if they are left out.',
      examples: [{ properties: { products: [{ name: 'Oven' }] } }],
    })
    .exactOptional(),
  reply: event
    .meta({
      description: 'The event that the reader was waited for. Nothing has come, if it is left out.',
      examples: [{ name: 'Survey Answered', properties: { budget: '30,000' } }],
    })
    .exactOptional(),
  coupon: text
    .meta({
      description: 'The coupon that the journey has given them: a name of marketing/coupons.yaml. None, if it is left out.',
      examples: ['winback'],
    })
    .exactOptional(),
  sent: starts('When it is sent').exactOptional(),
});

const texts = z.union([text.transform((one) => [one]), z.array(text)], { error: 'this is neither a text nor a list of texts' });

const expected = z
  .strictObject({
    subject: text.meta({ description: 'The whole subject.', examples: ['Your guide is here, Ada'] }).exactOptional(),
    'subject contains': texts.meta({ description: 'What stands in the subject.' }).exactOptional(),
    'subject does not contain': texts.meta({ description: 'What must not stand in the subject.' }).exactOptional(),
    preheader: text.meta({ description: 'The whole preheader.' }).exactOptional(),
    'text contains': texts
      .meta({ description: 'What stands in it, as the reader has it in plain text.', examples: ['Hello Ada,'] })
      .exactOptional(),
    'text does not contain': texts.meta({ description: 'What must not stand in it.' }).exactOptional(),
    links: texts
      .meta({ description: 'What it links to: the address, or a part of it.', examples: ['https://shop.example/guide'] })
      .exactOptional(),
    'no links': texts.meta({ description: 'What it must not link to: the address, or a part of it.' }).exactOptional(),
    from: text.meta({ description: 'The name it comes from: that of its brand.', examples: ['Auriga'] }).exactOptional(),
    language: text
      .meta({ description: 'The language that it says it is in: `lang` of its layout.', examples: ['zh-CN'] })
      .exactOptional(),
  })
  .meta({ description: 'What the mail must be like. What is not named here is not looked at.' });

/** The form of `marketing/messages/<message>.test.yaml`. */
export const messageTestFile = z
  .strictObject({
    given: given.meta({ description: 'What holds for every case.' }).exactOptional(),
    cases: z
      .array(
        z.strictObject({
          name: caseName,
          given: given.meta({ description: 'Who the reader is, and what it is sent for.' }).exactOptional(),
          expect: expected,
        }),
      )
      .min(1, 'a file of tests has at least one case')
      .meta({ description: 'Readers, each with what the mail must be like.' }),
  })
  .meta({ title: 'Message test', description: 'What a message says to whom: readers, each with what the mail must be like.' });
export type MessageTestFile = z.infer<typeof messageTestFile>;
export type MessageGiven = z.infer<typeof given>;
export type MessageExpected = MessageTestFile['cases'][number]['expect'];

/** The JSON Schema that editors complete tests by; published as docs/reference/message-test.schema.json. */
export const messageTestJsonSchema = (): Record<string, unknown> => editorSchema(messageTestFile);
