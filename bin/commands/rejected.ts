import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import * as z from 'zod';
import { readStackFile } from '#tools/local/stack-file.ts';
import { type ApiOptions, callApi, parseJson, resolveApi, withApiOptions } from './api.ts';
import { CommandFailure, exitCodes } from './failure.ts';
import { count, type JsonOption, tell } from './output.ts';
import { wholeNumber } from './whole-number.ts';

export const rejectedPage = z.looseObject({
  rejected: z.array(
    z.looseObject({
      id: z.string(),
      receivedAt: z.string(),
      problems: z.array(z.object({ path: z.string(), message: z.string() })),
    }),
  ),
  next: z.string().optional(),
});

const readEvent = async (file: string, ids: number): Promise<unknown> => {
  if (ids !== 1) throw new CommandFailure('--event corrects one event: give one id.', exitCodes.usage);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CommandFailure(`${file} cannot be read.`, exitCodes.usage, { cause });
  });
  const event = parseJson(text);
  if (event === undefined) throw new CommandFailure(`${file} is not JSON.`, exitCodes.usage);
  return event;
};

export const addRejectedCommands = (program: Command): void => {
  const rejected = program
    .command('rejected')
    .summary('list and replay events that were not accepted')
    .description(
      'Events that could not be accepted are kept for 30 days with the reason. Repair what caused it, then replay them.',
    );

  withApiOptions(rejected.command('list'), 'server')
    .description('Lists rejected events with what is wrong with each, newest day first.')
    .option('--limit <n>', 'at most this many (1–200)', wholeNumber(1, 200), 50)
    .option('--next <token>', 'go on from an earlier list')
    .option('--json', 'answer with one JSON object')
    .action(async (options: ApiOptions & JsonOption & { limit: number; next?: string }) => {
      const api = resolveApi(options, 'server', readStackFile());
      const query = new URLSearchParams({
        limit: String(options.limit),
        ...(options.next === undefined ? {} : { next: options.next }),
      });
      const page = rejectedPage.parse(await callApi(api, 'GET', `/v1/rejected-events?${query}`));
      tell(options, page, () =>
        [
          page.rejected.length === 0 ? 'No rejected events.' : '',
          ...page.rejected.map(
            ({ id, receivedAt, problems }) =>
              `${id}  ${receivedAt}\n${problems.map(({ path, message }) => `  ${path === '' ? '' : `${path}: `}${message}`).join('\n')}`,
          ),
          page.next === undefined ? '' : `More: tributary rejected list --next ${page.next}`,
        ]
          .filter((line) => line !== '')
          .join('\n'),
      );
    });

  withApiOptions(rejected.command('replay'), 'server')
    .description(
      'Takes rejected events in after all, each checked again by the rules of now. One that is still wrong stays listed.',
    )
    .argument('<id...>', 'ids from `tributary rejected list`')
    .option('--event <file>', 'take the corrected event in this file (JSON) instead; for one id')
    .option('--json', 'answer with one JSON object')
    .addHelpText('after', `\nEnds with ${exitCodes.incomplete} when some are still rejected.`)
    .action(async (ids: readonly string[], options: ApiOptions & JsonOption & { event?: string }) => {
      const api = resolveApi(options, 'server', readStackFile());
      const corrected = options.event === undefined ? undefined : { event: await readEvent(options.event, ids.length) };
      const results: { id: string; replayed: boolean; reason?: string }[] = [];
      for (const id of ids) {
        try {
          const answer = await callApi(api, 'POST', `/v1/rejected-events/${encodeURIComponent(id)}/replay`, corrected);
          results.push(
            answer === undefined ? { id, replayed: false, reason: 'there is no such rejected event' } : { id, replayed: true },
          );
        } catch (error) {
          if (!(error instanceof CommandFailure)) throw error;
          results.push({ id, replayed: false, reason: error.message });
        }
      }
      const replayed = results.filter((result) => result.replayed).length;
      tell(options, { replayed, stillRejected: results.length - replayed, results }, () =>
        [
          `${count(replayed, 'event')} replayed.`,
          ...results.flatMap(({ id, reason }) => (reason === undefined ? [] : [`${id}: ${reason}`])),
        ].join('\n'),
      );
      if (replayed < results.length) process.exitCode = exitCodes.incomplete;
    });
};
