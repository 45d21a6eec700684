import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Command } from 'commander';
import { countLetters, type Letter, takeLetters } from './dead-letters/letters.ts';
import { deadLetterQueues, queueNamed } from './dead-letters/queues.ts';
import { reasonOf } from './dead-letters/reason.ts';
import { redriverOf } from './dead-letters/redrive.ts';
import { findDeployment, type StageOption, withStageOption } from './deployment.ts';
import { exitCodes } from './failure.ts';
import { columns, count, type JsonOption, tell } from './output.ts';
import { wholeNumber } from './whole-number.ts';

/** Reasons are looked at for the first few messages of each queue only. */
const looksAt = 10;

export const addDlqCommands = (program: Command): void => {
  const dlq = program
    .command('dlq')
    .summary('look into dead-letter queues and put their messages back to work')
    .description(
      [
        'Work that could not be done waits in dead-letter queues for 14 days, and an alarm tells of it. Find out why (list), repair',
        'the cause, then put the messages back to work (redrive). docs/operating.md has a paragraph for each queue.',
      ].join('\n'),
    );

  withStageOption(dlq.command('list'))
    .description(`Lists the dead-letter queues with how many messages each has, and why (of the first ${looksAt}).`)
    .option('--json', 'answer with one JSON object')
    .action(async (options: StageOption & JsonOption) => {
      const deployment = await findDeployment(options);
      const client = new SQSClient({});
      const queues = await Promise.all(
        deadLetterQueues(deployment).map(async ({ name, url, remedy }) => {
          const messages = await countLetters(client, url);
          const reasons: string[] = [];
          if (messages > 0) {
            const letters: Letter[] = [];
            for await (const letter of takeLetters(client, url, looksAt)) letters.push(letter);
            for (const letter of letters) {
              reasons.push(reasonOf(letter.body, letter.attributes));
              await letter.putBack();
            }
          }
          return { queue: name, messages, redrive: remedy.kind, reasons };
        }),
      );
      tell(options, { stage: deployment.stage, queues }, () =>
        [
          columns([['QUEUE', 'MESSAGES'], ...queues.map(({ queue, messages }) => [queue, String(messages)])]),
          ...queues
            .filter(({ reasons }) => reasons.length > 0)
            .map(({ queue, reasons }) => `\n${queue}\n${reasons.map((reason) => `  ${reason}`).join('\n')}`),
        ].join('\n'),
      );
    });

  withStageOption(dlq.command('redrive'))
    .description('Puts the messages of a dead-letter queue back to work. Each is removed only after that has worked.')
    .argument('<queue>', 'as `tributary dlq list` names it')
    .option('--limit <n>', 'at most this many messages', wholeNumber(1))
    .option('--json', 'answer with one JSON object')
    .addHelpText(
      'after',
      `
events-put-aside: each event is read again and folded by project-profiles, once, however often this is done.
signals-failed, signals-undelivered: back into the queue that route-signals works off.
mail-events-failed: record-mail-events is invoked with each.
Ends with ${exitCodes.incomplete} when some messages stay.

Example:
  tributary dlq redrive events-put-aside --stage prod`,
    )
    .action(async (name: string, options: StageOption & JsonOption & { limit?: number }) => {
      const deployment = await findDeployment(options);
      const queue = queueNamed(deadLetterQueues(deployment), name);
      const sqs = new SQSClient({});
      const redrive = redriverOf(queue.remedy, { sqs, lambda: new LambdaClient({}), dynamodb: new DynamoDBClient({}) });
      let redriven = 0;
      const stay: string[] = [];
      const kept: Letter[] = [];
      for await (const letter of takeLetters(sqs, queue.url, options.limit ?? Number.POSITIVE_INFINITY)) {
        const outcome = await redrive(letter);
        if (outcome.kind === 'done') {
          await letter.remove();
          redriven += 1;
        } else {
          // Not put back before the end: it would only be taken again.
          stay.push(outcome.why);
          kept.push(letter);
        }
      }
      for (const letter of kept) await letter.putBack();
      const reasons = [...new Set(stay)];
      tell(options, { queue: name, redriven, kept: stay.length, reasons }, () =>
        [`${count(redriven, 'message')} redriven, ${stay.length} kept.`, ...reasons.map((why) => `  ${why}`)].join('\n'),
      );
      if (stay.length > 0) process.exitCode = exitCodes.incomplete;
    });
};
