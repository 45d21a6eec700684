import * as z from 'zod';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import { type EmailChannel, emailChannel } from '#shared/domain/message/message.ts';
import { readAs, wordingOf } from './read-as.ts';
import { nameOfFile, readYamlFile } from './yaml-source.ts';

/** The channels of `marketing/channels.yaml`, as `run-stage` gets them in `channels.json`. */
export interface Channels {
  readonly email: EmailChannel;
}

const channelsFile = z.strictObject({ email: z.strictObject(emailChannel.shape) });

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
