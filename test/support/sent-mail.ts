import { type InboxMessage, readSentMail } from '#tools/local/inbox/messages.ts';
import { localStack } from './local-stack.ts';

/** The mail that the local SES has accepted for an address, oldest first. */
export const mailTo = async (address: string): Promise<readonly InboxMessage[]> =>
  (await readSentMail(localStack().endpointUrl)).filter(({ to }) => to.includes(address)).toReversed();

export const headerOf = (mail: InboxMessage, name: string): string | undefined =>
  mail.headers.find(([header]) => header.toLowerCase() === name.toLowerCase())?.[1];
