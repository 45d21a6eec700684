import { type Command, Option } from 'commander';
import * as z from 'zod';
import type { KeyKind } from '#shared/domain/access/key-record.ts';
import type { LocalStackFile } from '#tools/local/stack-file.ts';
import { CommandFailure } from './failure.ts';

/** Where the public API is and the key to it. */
export interface Api {
  readonly url: string;
  readonly key: string;
}

export interface ApiOptions {
  readonly endpoint?: string;
  readonly key?: string;
}

/** Adds `--endpoint` and `--key`, which every command that talks to the public API has. */
export const withApiOptions = (command: Command, kind: KeyKind): Command =>
  command
    .addOption(new Option('--endpoint <url>', 'the API (default: the local stack)').env('TRIBUTARY_ENDPOINT'))
    .addOption(new Option('--key <key>', `a ${kind} key (default: the local stack's)`).env('TRIBUTARY_KEY'));

/** From the options, else from the local stack that is up. A key of the local stack is never sent anywhere else. */
export const resolveApi = (options: ApiOptions, kind: KeyKind, local: LocalStackFile | undefined): Api => {
  if (options.endpoint !== undefined && !URL.canParse(options.endpoint)) {
    throw new CommandFailure(
      `--endpoint must be a URL like https://abc123.execute-api.eu-central-1.amazonaws.com, not "${options.endpoint}".`,
    );
  }
  const url = (options.endpoint ?? local?.apiUrl)?.replace(/\/+$/, '');
  if (url === undefined) {
    throw new CommandFailure('No local stack is up.', undefined, {
      code: 'no-local-stack',
      hint: 'Start one with `npm start`, or say which API to use with --endpoint and --key.',
    });
  }
  const localKey = url === local?.apiUrl ? (kind === 'write' ? local.writeKey : local.serverKey) : undefined;
  const key = options.key ?? localKey;
  if (key === undefined) {
    throw new CommandFailure(`A ${kind} key for ${url} is needed: --key or TRIBUTARY_KEY.`, undefined, {
      code: 'no-key',
      hint: `\`tributary keys create --kind ${kind} --name … --stage …\` makes one.`,
    });
  }
  return { url, key };
};

export const authorization = (key: string): string => `Basic ${Buffer.from(`${key}:`).toString('base64')}`;

const failedAnswer = z.object({
  error: z.object({ code: z.string().optional(), message: z.string() }),
  problems: z.array(z.object({ path: z.string(), message: z.string() })).default([]),
});

/** Calls a read or repair route and answers with its JSON; 404 is answered with nothing. */
export const callApi = async (api: Api, method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> => {
  let answer: Response;
  try {
    answer = await fetch(`${api.url}${path}`, {
      method,
      headers: { authorization: authorization(api.key), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
    });
  } catch (error) {
    throw new CommandFailure(`${api.url} does not answer: ${reasonOf(error)}`, undefined, { code: 'no-answer', cause: error });
  }
  if (answer.status === 404) return undefined;
  const text = await answer.text();
  const said = parseJson(text);
  if (answer.ok) return said;
  const failed = failedAnswer.safeParse(said);
  throw new CommandFailure(
    failed.success
      ? [failed.data.error.message, ...failed.data.problems.map(({ path: at, message }) => `${at}: ${message}`)].join('; ')
      : `${api.url}${path} answered ${answer.status}: ${text.slice(0, 200)}`,
    undefined,
    { code: (failed.success ? failed.data.error.code : undefined) ?? `http-${answer.status}` },
  );
};

export const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || error.cause.name : error.message;
};

export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
