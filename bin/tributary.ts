#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { runProgram } from './program.ts';

// What commands load when they need it is compiled once, and not each time.
enableCompileCache();

// Whoever reads along may have seen enough: `tributary metrics … | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

await runProgram(process.argv.slice(2));
