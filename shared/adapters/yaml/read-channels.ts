import * as z from 'zod';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import { type EmailChannel, emailChannel } from '#shared/domain/message/message.ts';
import { readAs, wordingOf } from './read-as.ts';
import { nameOfFile, readYamlFile } from './yaml-source.ts';

/** The channels of `marketing/channels.yaml`, as `run-stage` gets them in `channels.json`. */
export interface Channels {
  readonly email: EmailChannel;
}

/** As the functions read it, which need no words about it. */
const { from, replyTo, postalAddress, consent } = emailChannel.shape;
const described = <T extends z.core.$ZodType>(schema: T, description: string, example: z.core.util.JSONType): T => {
  z.globalRegistry.add(schema, { description, examples: [example] });
  return schema;
};

/** `marketing/channels.yaml`. */
export const channelsFile = z
  .strictObject({
    email: z
      .strictObject({
        from: z
          .strictObject({
            name: described(from.shape.name, 'The name of the sender, as recipients see it.', 'Northwind Home'),
            address: described(
              from.shape.address,
              'The address of the sender. It, or its domain, must be a verified identity in SES.',
              'hello@northwind.example',
            ),
          })
          .meta({ description: 'Who mail comes from.' }),
        replyTo: described(replyTo, "Where answers go. Without it they go to the sender's address.", 'care@northwind.example'),
        postalAddress: described(
          postalAddress,
          'The postal address of the sender, which the law of most countries wants in every marketing mail.',
          'Northwind Home, 12 Harbour Street, Portland, ME 04101, USA',
        ),
        consent: described(
          consent,
          '`explicit`: mail goes only to those who have subscribed. `implied`: to everybody who has not unsubscribed.',
          'implied',
        ),
      })
      .meta({ description: 'E-mail.' }),
  })
  .meta({ title: 'Channels', description: 'Who mail comes from, and who may get it.' });

/** The channels, or every mistake in their file; never both. */
export type ReadChannels =
  | { readonly channels: Channels; readonly problems: readonly [] }
  | { readonly channels?: undefined; readonly problems: readonly Problem[] };

/** Reads the channels file at synth. */
export const readChannels = async (path: string): Promise<ReadChannels> => {
  const source = await readYamlFile(path);
  if (source === undefined) {
    const message = 'the file that says who mail comes from is missing';
    return { problems: [{ file: nameOfFile(path), line: 1, column: 1, message }] };
  }
  const read = readAs(source, channelsFile, wording);
  return 'value' in read ? { channels: read.value, problems: [] } : read;
};

const wording = wordingOf(channelsFile, {
  examples: {
    email: 'email: { from: { name: Shop, address: mail@shop.example }, postalAddress: Harbour Street 12, consent: implied }',
    from: 'from: { name: Shop, address: mail@shop.example }',
    name: 'name: Shop',
    replyTo: 'replyTo: help@shop.example',
  },
  hints: {
    address: 'it must be a verified identity in SES, or of a verified domain, like `address: mail@shop.example`',
    postalAddress: "the law of most countries wants the sender's postal address in every marketing mail",
    consent: '`implied` is everybody who has not unsubscribed, `explicit` only those who have subscribed',
  },
});
