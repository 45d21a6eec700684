/** A failure that the person at the keyboard can do something about: shown as it is, without a stack trace. */
export class PlainFailure extends Error {
  override readonly name = 'PlainFailure';
}

/** What to print of a failure: the sentence of a {@link PlainFailure}, everything of a surprise. */
export const describeFailure = (error: unknown): string => {
  if (error instanceof PlainFailure) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
};
