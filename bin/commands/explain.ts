import type { Command } from 'commander';
import * as z from 'zod';
import { explanation } from '#shared/domain/explain/explanation.ts';
import { readStackFile } from '#tools/local/stack-file.ts';
import { type ApiOptions, callApi, resolveApi, withApiOptions } from './api.ts';
import { localTime } from './customer/customer-page.ts';
import { explanationPage } from './explain/explanation-page.ts';
import { CommandFailure } from './failure.ts';
import { type JsonOption, tell } from './output.ts';

interface ExplainOptions extends ApiOptions, JsonOption {
  readonly journey?: string;
}

export const addExplainCommand = (program: Command): void => {
  withApiOptions(program.command('explain'), 'server')
    .summary('show why a customer got what they got')
    .description(
      'Shows, for each message that came due, sent or not: what brought the customer into the journey, which way they took and why, with the values as they were then, consent, holds, caps and what became of it. From the customer’s log, not from what rules say today. Times are in your zone.',
    )
    .argument('<profile>', 'a user id, an anonymous id, or email:<address>')
    .option('--journey <journey>', 'only this journey')
    .option('--json', 'answer with one JSON object, as the API gives it')
    .addHelpText(
      'after',
      '\nExamples:\n  tributary explain cus_1f0c\n  tributary explain email:ada@example.com --journey win-back',
    )
    .action(async (id: string, options: ExplainOptions) => {
      const api = resolveApi(options, 'server', readStackFile());
      const query = options.journey === undefined ? '' : `?${new URLSearchParams({ journey: options.journey })}`;
      const answer = await callApi(api, 'GET', `/v1/profiles/${encodeURIComponent(id)}/explain${query}`);
      if (answer === undefined)
        throw new CommandFailure(`There is no customer "${id}".`, undefined, {
          code: 'not-found',
          hint: 'Just sent? Folding takes a second or two after an event was accepted.',
        });
      tell(options, z.looseObject({}).parse(answer), () => explanationPage(explanation.parse(answer), localTime()));
    });
};
