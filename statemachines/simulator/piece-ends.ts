/** With it a task goes on: perhaps before the function that was given it has come to its end. */
export interface Token {
  readonly name: string;
  cameBack: boolean;
  goOn: (() => void) | undefined;
}

/** Ends a piece at a task that waits for its token. */
export class WaitsForToken extends Error {
  override readonly name = 'WaitsForToken';
  readonly isRetryable = false;
  readonly isCatchable = false;
  readonly state: string;
  readonly token: Token;

  constructor(state: string, token: Token) {
    super(`${state} waits`);
    this.state = state;
    this.token = token;
  }
}

/** As Step Functions calls it. */
export class TaskTimedOut extends Error {
  override readonly name = 'States.Timeout';
}

/** Takes the engine off an execution that was stopped meanwhile; nobody is told of it. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
  readonly isRetryable = false;
  readonly isCatchable = false;
}

/** Ends a piece at a stage that is to be tried again: the engine itself would wait for that with a timer of real time. */
export class TryAgainLater extends Error {
  override readonly name = 'TryAgainLater';
  // The engine asks every error this before it looks at the state's retriers and catchers.
  readonly isRetryable = false;
  readonly isCatchable = false;
  readonly state: string;
  readonly milliseconds: number;

  constructor(state: string, milliseconds: number) {
    super(`${state} is tried again`);
    this.state = state;
    this.milliseconds = milliseconds;
  }
}

/** An error that no retrier is for, or none any more: catchers still look at its name, and at its message as Lambda tells it. */
export class Settled extends Error {
  override readonly name: string;
  readonly isRetryable = false;
  readonly words: string;

  constructor(thrown: unknown) {
    const { name, message } = thrown instanceof Error ? thrown : { name: 'Error', message: String(thrown) };
    super(JSON.stringify({ errorType: name, errorMessage: message }), { cause: thrown });
    this.name = name;
    this.words = `${name}: ${message}`;
  }
}
