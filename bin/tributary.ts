#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { toldFailure } from './commands/failure.ts';
import { makeProgram } from './program.ts';

// What commands load when they need it is compiled once, and not each time.
enableCompileCache();

// Whoever reads along may have seen enough: `tributary metrics … | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

/** Asked of the arguments as they are: what fails may be that they were not understood. */
const asksForJson = (args: readonly string[]): boolean => {
  const end = args.indexOf('--');
  return args.slice(0, end === -1 ? undefined : end).includes('--json');
};

/** Every command inherits the settings of the program only when it is made by it; ours are, so errors come here. */
try {
  await makeProgram().parseAsync();
} catch (error) {
  const told = toldFailure(error);
  if (told !== undefined) {
    if (told.text !== '') process.stderr.write(`${told.text}\n`);
    if (asksForJson(process.argv.slice(2))) process.stdout.write(`${JSON.stringify(told.result)}\n`);
    process.exitCode = told.exitCode;
  }
}
