import type { MailOutcome } from '#shared/domain/sending/mail-outcome.ts';

/**
 * What is known when the call to SES failed. The rule: what is not listed here is `unknown`, because a mail that goes twice is
 * worse than one that waits for the report of SES. Listed are answers and failures after which nothing can have been accepted.
 */
export const mailOutcomeOf = (error: unknown): Exclude<MailOutcome, { kind: 'accepted' }> => {
  const names = namesOf(error);
  for (const code of names) {
    const kind = known[code];
    if (kind !== undefined) return { kind, code };
  }
  return { kind: 'unknown', code: names[0] ?? 'NotAnError' };
};

const known: Readonly<Record<string, 'rejected' | 'not-now'>> = {
  // About this mail: the same call would be answered the same.
  MessageRejected: 'rejected',
  BadRequestException: 'rejected',
  MailFromDomainNotVerifiedException: 'rejected',
  NotFoundException: 'rejected',

  // About the moment or the account: the mail is fine and will go once this has passed or been repaired.
  TooManyRequestsException: 'not-now',
  ThrottlingException: 'not-now',
  LimitExceededException: 'not-now',
  SendingPausedException: 'not-now',
  AccountSuspendedException: 'not-now',

  // Refused before SES looked at the mail.
  AccessDeniedException: 'not-now',
  ExpiredTokenException: 'not-now',
  InvalidSignatureException: 'not-now',
  SignatureDoesNotMatch: 'not-now',
  UnrecognizedClientException: 'not-now',
  InvalidClientTokenId: 'not-now',
  CredentialsProviderError: 'not-now',

  // No connection was made, so nothing was said.
  ECONNREFUSED: 'not-now',
  ENOTFOUND: 'not-now',
  EAI_AGAIN: 'not-now',
};

/** The error's name and its system code: the SDK puts one or the other, depending on how far the call came. */
const namesOf = (error: unknown): readonly string[] => {
  if (!(error instanceof Error)) return [];
  const code: unknown = 'code' in error ? error.code : undefined;
  return [error.name, ...(typeof code === 'string' ? [code] : [])];
};
