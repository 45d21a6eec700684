import { text } from 'node:stream/consumers';
import * as z from 'zod';

/** Reads the JSON line of `npm start -- --once --json` from standard input and fails unless everything expected arrived. */
const account = z.object({ ok: z.literal(true) }).loose();
console.log(`npm start -- --once: ${JSON.stringify(account.parse(JSON.parse(await text(process.stdin))))}`);
