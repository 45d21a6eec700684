import { appendFileSync, mkdirSync } from 'node:fs';
import http, { type ClientRequest } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { neededPermissions } from './needed-permissions.ts';

/**
 * Goes in front of a function's own code in the test build, and in no other: notes which permissions its calls to AWS need, one JSON
 * line for each that is new. It listens where the SDK meets Node's HTTP client, so whatever client or library makes the
 * call is heard. What it writes is {@link NeededPermission}: no key, no value, no content.
 */
declare const RECORD_CALLS_IN: string;

const seen = new Set<string>();
const file = join(RECORD_CALLS_IN, `${process.env.AWS_LAMBDA_FUNCTION_NAME ?? 'unnamed'}.ndjson`);
mkdirSync(RECORD_CALLS_IN, { recursive: true });

const note = (made: ClientRequest, body: string): void => {
  for (const needed of neededPermissions({ headers: made.getHeaders(), path: made.path, body })) {
    const line = JSON.stringify(needed);
    if (seen.has(line)) continue;
    seen.add(line);
    appendFileSync(file, `${line}\n`);
  }
};

/** Hears what is written to a request, and passes everything on as it came. */
const heard = (made: ClientRequest): ClientRequest => {
  const chunks: Uint8Array[] = [];
  const keep = (chunk: unknown) => {
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  };
  made.write = new Proxy(made.write, {
    apply: (write, _this, parameters) => {
      keep(parameters[0]);
      return Reflect.apply(write, made, parameters);
    },
  });
  made.end = new Proxy(made.end, {
    apply: (end, _this, parameters) => {
      keep(parameters[0]);
      note(made, Buffer.concat(chunks).toString('utf8'));
      return Reflect.apply(end, made, parameters);
    },
  });
  return made;
};

http.request = new Proxy(http.request, {
  apply: (request, _this, parameters) => heard(Reflect.apply(request, http, parameters)),
});
// Modules that imported `request` by its name get this one too.
syncBuiltinESMExports();
