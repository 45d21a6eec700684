import { CommanderError } from 'commander';

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

export interface CommandFailureOptions extends ErrorOptions {
  /** What to do about it. */
  readonly hint?: string;
  /** For programs; that of the API where the API refused. */
  readonly code?: string;
}

/** A failure told to the person at the keyboard as it is, without a stack trace. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly exitCode: number;
  readonly hint: string | undefined;
  readonly code: string | undefined;

  constructor(
    message: string,
    exitCode: number = exitCodes.failed,
    { hint, code = exitCode === exitCodes.usage ? 'usage' : undefined, ...options }: CommandFailureOptions = {},
  ) {
    super(message, options);
    this.exitCode = exitCode;
    this.hint = hint;
    this.code = code;
  }
}

/** How a failure is told: what goes to stderr, what `--json` puts on stdout instead of a result, what the process ends with. */
export interface ToldFailure {
  readonly exitCode: number;
  readonly text: string;
  readonly result: {
    readonly ok: false;
    readonly error: { readonly code?: string; readonly message: string; readonly hint?: string };
  };
}

/** `undefined` where nothing failed: help and version leave commander as errors too. */
export const toldFailure = (error: unknown): ToldFailure | undefined => {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return undefined;
    const message = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
    // Commander has told people already.
    return failure(exitCodes.usage, '', { code: 'usage', message, hint: '--help explains.' });
  }
  if (error instanceof CommandFailure) {
    const { message, hint, code, exitCode } = error;
    const facts = { ...(code === undefined ? {} : { code }), message, ...(hint === undefined ? {} : { hint }) };
    return failure(exitCode, [message, hint].filter((line) => line !== undefined).join('\n'), facts);
  }
  if (!(error instanceof Error)) return failure(exitCodes.failed, String(error), { message: String(error) });
  // Of the system, about a file or a connection: where in the program it was noticed helps nobody.
  if ('syscall' in error) return failure(exitCodes.failed, error.message, { code: error.name, message: error.message });
  return failure(exitCodes.failed, error.stack ?? error.message, { code: error.name, message: error.message });
};

const failure = (exitCode: number, text: string, error: ToldFailure['result']['error']): ToldFailure => ({
  exitCode,
  text,
  result: { ok: false, error },
});
