import type { Command } from 'commander';
import * as z from 'zod';
import { profileView } from '#shared/domain/profile/profile-view.ts';
import { readStackFile } from '#tools/local/stack-file.ts';
import { type ApiOptions, callApi, resolveApi, withApiOptions } from './api.ts';
import { customerPage, localTime, timelinePage } from './customer/customer-page.ts';
import { CommandFailure } from './failure.ts';
import { type JsonOption, tell } from './output.ts';
import { wholeNumber } from './whole-number.ts';

interface ProfileOptions extends ApiOptions, JsonOption {
  readonly limit: number;
  readonly next?: string;
}

export const addProfileCommand = (program: Command): void => {
  withApiOptions(program.command('profile'), 'server')
    .summary('show one customer')
    .description(
      "Shows one customer: identity, traits, orders, counters, journey runs, messages, tasks and what happened, newest first by the sender's clock. Times are in your zone.",
    )
    .argument('<id>', 'a user id, an anonymous id, or email:<address>')
    .option('--limit <n>', 'events of the timeline (1–200)', wholeNumber(1, 200), 20)
    .option('--next <token>', 'go on with older events, from where an earlier page ended')
    .option('--json', 'answer with one JSON object, as the API gives it')
    .addHelpText('after', '\nExamples:\n  tributary profile cus_1f0c\n  tributary profile email:ada@example.com --json')
    .action(async (id: string, options: ProfileOptions) => {
      const api = resolveApi(options, 'server', readStackFile());
      const query = new URLSearchParams({
        limit: String(options.limit),
        ...(options.next === undefined ? {} : { next: options.next }),
      });
      const answer = await callApi(api, 'GET', `/v1/profiles/${encodeURIComponent(id)}?${query}`);
      if (answer === undefined)
        throw new CommandFailure(`There is no customer "${id}".`, undefined, {
          code: 'not-found',
          hint: 'Just sent? Folding takes a second or two after an event was accepted.',
        });
      tell(options, z.looseObject({}).parse(answer), () => textOf(id, options, answer));
    });
};

const textOf = (id: string, { limit, next }: ProfileOptions, answer: unknown): string => {
  const customer = profileView.parse(answer);
  const page = next === undefined ? customerPage(customer, localTime()) : timelinePage(customer, localTime());
  const older = customer.timeline.next;
  if (older === undefined) return page;
  return `${page}\n\nOlder: tributary profile '${id.replaceAll("'", String.raw`'\''`)}' --limit ${limit} --next ${older}`;
};
