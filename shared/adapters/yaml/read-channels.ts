import { readFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { isNode, LineCounter, parseDocument } from 'yaml';
import * as z from 'zod';
import { nearest } from '#shared/domain/marketing/did-you-mean.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import { type EmailChannel, emailChannel } from '#shared/domain/message/message.ts';

/** The channels of `marketing/channels.yaml`, as `run-stage` gets them in `channels.json`. */
export interface Channels {
  readonly email: EmailChannel;
}

const channelsFile = z.strictObject({ email: z.strictObject(emailChannel.shape) });

/** The channels, or every mistake in their file; never both. */
export type ReadChannels =
  | { readonly channels: Channels; readonly problems: readonly [] }
  | { readonly channels?: undefined; readonly problems: readonly Problem[] };

/** Reads the channels file at synth. */
export const readChannels = async (path: string): Promise<ReadChannels> => {
  const file = relative(process.cwd(), path).split(sep).join('/');
  const lines = new LineCounter();
  const content = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (content === undefined)
    return { problems: [{ file, line: 1, column: 1, message: 'the file that says who mail comes from is missing' }] };
  const document = parseDocument(content, { lineCounter: lines });
  const at = (offset: number, message: string, hint?: string): Problem => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col, message, ...(hint === undefined ? {} : { hint }) };
  };
  if (document.errors.length > 0) {
    return { problems: document.errors.map((error) => at(error.pos[0], error.message.split('\n', 1)[0] ?? error.message)) };
  }
  // What is missing is reported where its parent stands.
  const offsetOf = (path: readonly PropertyKey[]): number => {
    for (let depth = path.length; depth > 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true);
      if (isNode(node) && node.range) return node.range[0];
    }
    return 0;
  };
  const parsed = channelsFile.safeParse(document.toJS() ?? {});
  if (parsed.success) return { channels: parsed.data, problems: [] };
  return {
    problems: parsed.error.issues.flatMap((issue) => {
      if (issue.code !== 'unrecognized_keys') {
        return [at(offsetOf(issue.path), `${issue.path.join('.')}: ${issue.message}`, hints[issue.path.join('.')])];
      }
      return issue.keys.map((key) =>
        at(offsetOf([...issue.path, key]), `${[...issue.path, key].join('.')} is not known`, hintFor(key)),
      );
    }),
  };
};

const hints: Readonly<Record<string, string>> = {
  'email.postalAddress': "The law of most countries wants the sender's postal address in every marketing mail.",
  'email.consent': 'Write "implied" (everybody who has not unsubscribed) or "explicit" (only those who have subscribed).',
  'email.from.address': 'The address must be a verified identity in SES, or of a verified domain.',
};

const hintFor = (key: string): string | undefined => {
  const meant = nearest(key, ['email', ...Object.keys(emailChannel.shape), 'name', 'address']);
  return meant === undefined ? undefined : `Did you mean "${meant}"?`;
};
