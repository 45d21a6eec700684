/** What the process ends with. Documented in the help texts and docs/; scripts rely on it. */
export const exitCodes = {
  done: 0,
  /** It did not work: no connection, no permission, an answer that was not expected. */
  failed: 1,
  /** The command line was not understood. */
  usage: 2,
  /** It worked, and some of what it was asked to do could not be done: rejected events, messages that stay put aside. */
  incomplete: 3,
} as const;

/** A failure told to the person at the keyboard as it is, without a stack trace. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = exitCodes.failed, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
