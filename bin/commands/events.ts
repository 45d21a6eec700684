import { createReadStream, createWriteStream } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { readStackFile } from '#tools/local/stack-file.ts';
import { type ApiOptions, resolveApi, withApiOptions } from './api.ts';
import { findDeployment, outputOf, type StageOption, withStageOption } from './deployment.ts';
import { CommandFailure, exitCodes } from './failure.ts';
import { count, type JsonOption, tell } from './output.ts';
import { createBatches, largestBatchEvents } from './send-events/batches.ts';
import { openProgress } from './send-events/progress-file.ts';
import { sendBatch } from './send-events/send-batch.ts';
import { type SendAccount, sendLines } from './send-events/send-file.ts';
import { createSettledLines } from './send-events/settled-lines.ts';
import { wholeNumber } from './whole-number.ts';

const help = `
Each line of the file is one event, as Segment's SDKs send it:
  {"type":"identify","userId":"42","traits":{"email":"ada@example.com"},"timestamp":"2026-11-20T09:00:00Z"}
  {"type":"track","userId":"42","event":"Order Completed","properties":{"revenue":59,"currency":"USD"}}

This is also how to bring in history: give each event its timestamp. An event without one counts as happening now. Send a file
again whenever in doubt: an event is known by its messageId (or, without one, by its line), and is stored once.

A line that is not JSON, or too large, is told with its number and not sent; an event that the API rejects is kept there with the
reason (tributary rejected list). When the API is busy or away, the batch is sent again, after as long as the API asks for.
Interrupted? Run the same command with --resume.

Ends with ${exitCodes.done}: everything was accepted; ${exitCodes.incomplete}: some lines were not; ${exitCodes.failed}: it had to stop, --resume goes on.

Examples:
  tributary events send history.ndjson
  tributary events send history.ndjson --endpoint https://abc123.execute-api.eu-central-1.amazonaws.com --key wk_…
  gunzip -c big.ndjson.gz | tributary events send -`;

export const addEventsCommands = (program: Command): void => {
  const events = program
    .command('events')
    .summary('send a file of events, or export them')
    .description('Events, from files and to files.');

  withApiOptions(events.command('send'), 'write')
    .description('Sends a file of events, one JSON object per line, through the public API.')
    .argument('<file>', 'the file, or - for standard input')
    .option('--batch-size <n>', 'events in a batch', wholeNumber(1, largestBatchEvents), 250)
    .option('--concurrency <n>', 'batches under way at the same time', wholeNumber(1, 32), 4)
    .option('--resume', 'go on where an interrupted run has stopped')
    .option('--json', 'answer with one JSON object')
    .addHelpText('after', help)
    .action(async (file: string, options: SendOptions) => {
      const account = await send(file, options);
      tell(options, { ok: account.accepted === account.sent && account.malformed === 0, ...account }, () => accountText(account));
      if (account.rejected + account.malformed > 0) process.exitCode = exitCodes.incomplete;
    });

  withStageOption(events.command('export'))
    .description('Writes the events of a deployment to a file, for replays.')
    .argument('<file>', 'where to; only you may read it')
    .option('--from <day>', 'arrived on this day or later, like 2026-10-01; 90 days before --to if it is left out')
    .option('--to <day>', 'arrived before this day; now if it is left out')
    .option('--json', 'answer with one JSON object')
    .addHelpText('after', exportHelp)
    .action(exportEvents);
};

const exportHelp = `
Reads the table from end to end, which is billed by its size, and writes each event that customers' systems sent as one line: as the API takes
it, with the time at which it arrived. That is what \`tributary replay\` plays. What Tributary put into the log itself is left out.

The file holds personal data.

Ends with ${exitCodes.done}: all of it; ${exitCodes.incomplete}: some items could not be read.

Examples:
  tributary events export october.ndjson --from 2026-10-01 --to 2026-11-01 --stage prod`;

interface ExportOptions extends StageOption, JsonOption {
  readonly from?: string;
  readonly to?: string;
}

const exportEvents = async (file: string, options: ExportOptions): Promise<void> => {
  const { readSpan } = await import('#shared/domain/metrics/cohort-span.ts');
  const asked = readSpan(options, new Date());
  if (asked.kind === 'malformed') throw new CommandFailure(`--${asked.message.replaceAll('`', '')}.`, exitCodes.usage);
  const { openTable } = await import('#shared/adapters/dynamodb/table.ts');
  const { eventLine } = await import('./export-events/event-line.ts');
  const { scanEvents } = await import('./export-events/scan-events.ts');
  const table = openTable(outputOf(await findDeployment(options), 'TableName'));
  const account = { events: 0, unreadable: 0 };
  const lines = async function* () {
    for await (const scanned of scanEvents(table, asked.span)) {
      if (scanned.kind === 'unreadable') account.unreadable += 1;
      else {
        account.events += 1;
        yield `${eventLine(scanned.event)}\n`;
      }
    }
  };
  await pipeline(lines, createWriteStream(file, { mode: 0o600 }));
  tell(options, { file, ...asked.span, ...account }, () =>
    [
      `${count(account.events, 'event')} written to ${file}.`,
      ...(account.unreadable === 0 ? [] : [`${count(account.unreadable, 'item')} could not be read.`]),
    ].join('\n'),
  );
  if (account.unreadable > 0) process.exitCode = exitCodes.incomplete;
};

interface SendOptions extends ApiOptions, JsonOption {
  readonly batchSize: number;
  readonly concurrency: number;
  readonly resume?: boolean;
}

const send = async (file: string, options: SendOptions): Promise<SendAccount> => {
  const api = resolveApi(options, 'write', readStackFile());
  if (file !== '-') {
    await access(file, constants.R_OK).catch((cause) => {
      throw new CommandFailure(`${file} cannot be read.`, exitCodes.usage, { cause });
    });
  }
  const progress = file === '-' ? undefined : await openProgress(file, api.url, options.resume === true);
  const skipUpTo = progress?.settledBefore ?? 0;
  const settled = createSettledLines(skipUpTo);
  const bar = progressLine();
  let noted = Promise.resolve();
  try {
    const account = await sendLines(file === '-' ? process.stdin : createReadStream(file), {
      batches: createBatches(options.batchSize),
      settled,
      skipUpTo,
      concurrency: options.concurrency,
      send: (batch) =>
        sendBatch(
          { api, onRetry: (why, milliseconds) => bar.say(`${why}; again in ${Math.ceil(milliseconds / 1_000)} s`) },
          batch,
        ),
      onProgress: (account) => {
        bar.show(`${count(account.accepted, 'event')} accepted, ${account.rejected} rejected, ${account.malformed} malformed`);
        // One note after the other: two at once would write the same file.
        noted = noted.then(() => progress?.note(settled.upTo()));
        return noted;
      },
    });
    await progress?.remove();
    return account;
  } catch (error) {
    await noted;
    if (error instanceof CommandFailure && progress !== undefined) {
      throw new CommandFailure(error.message, error.exitCode, {
        hint: `Everything up to line ${settled.upTo()} is done; the same command with --resume goes on.`,
        ...(error.code === undefined ? {} : { code: error.code }),
        cause: error,
      });
    }
    throw error;
  } finally {
    bar.end();
  }
};

const accountText = (account: SendAccount): string =>
  [
    `${count(account.lines, 'line')}: ${account.accepted} accepted, ${account.rejected} rejected, ${account.malformed} malformed${account.skipped > 0 ? `, ${account.skipped} sent before` : ''}.`,
    ...account.examples.map(({ line, reason }) => `  line ${line}: ${reason}`),
    ...(account.rejected > 0 ? ['All that were rejected: tributary rejected list'] : []),
  ].join('\n');

/** One line on a terminal that is written over; on anything else a line now and then. */
const progressLine = () => {
  const live = process.stderr.isTTY === true;
  let last = 0;
  return {
    show: (text: string) => {
      if (live) process.stderr.write(`\r\u001B[K${text}`);
      else if (Date.now() - last > 5_000) {
        last = Date.now();
        process.stderr.write(`${text}\n`);
      }
    },
    say: (text: string) => process.stderr.write(`${live ? '\r\u001B[K' : ''}${text}\n`),
    end: () => {
      if (live) process.stderr.write('\r\u001B[K');
    },
  };
};
