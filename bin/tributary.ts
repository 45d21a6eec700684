#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { addDlqCommands } from './commands/dlq.ts';
import { addEventsCommands } from './commands/events.ts';
import { CommandFailure, exitCodes } from './commands/failure.ts';
import { addKeysCommands } from './commands/keys.ts';
import { addProfileCommand } from './commands/profile.ts';
import { addRejectedCommands } from './commands/rejected.ts';

const program = new Command('tributary')
  .description(
    [
      'Works with a Tributary: the local one that `npm start` has up, or one on AWS.',
      '',
      'events, profile and rejected go through the public API: --endpoint and --key say which, and with what key. keys and dlq work on',
      'AWS directly: --stage says which, with the AWS credentials of your environment. Without any of these, the local stack is meant.',
    ].join('\n'),
  )
  .addHelpText(
    'after',
    `
Every command has --json: one JSON object on stdout; what is told meanwhile goes to stderr.
Ends with ${exitCodes.done}: done; ${exitCodes.failed}: it did not work; ${exitCodes.usage}: not understood; ${exitCodes.incomplete}: done, but for some of it.

First steps:
  npm start                                        a local stack with a sample store
  tributary events send examples.ndjson            send events from a file
  tributary profile email:ada@example.com          see what became of them`,
  )
  .showHelpAfterError('(tributary <command> --help explains)')
  .exitOverride();

for (const add of [addEventsCommands, addProfileCommand, addRejectedCommands, addKeysCommands, addDlqCommands]) add(program);

/** Every command inherits the settings of the program only when it is made by it; ours are, so errors come here. */
try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  } else if (error instanceof CommandFailure) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  } else {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
    process.exitCode = exitCodes.failed;
  }
}
