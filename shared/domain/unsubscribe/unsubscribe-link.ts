/** Where a mail's reader leaves the channel: the address shown in the mail and in its List-Unsubscribe header. */
export const unsubscribeLink = (publicApiUrl: string, token: string): string =>
  `${publicApiUrl.replace(/\/+$/, '')}/v1/unsubscribe/${token}`;

/**
 * The headers of one-click unsubscription (RFC 8058): mailbox providers show their own button for them and post to the address,
 * without cookies and without asking. Both must be covered by the DKIM signature, as SES does for headers given with a mail.
 */
export const oneClickHeaders = (link: string): Readonly<Record<string, string>> => ({
  'List-Unsubscribe': `<${link}>`,
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
});
