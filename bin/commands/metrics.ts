import type { Command } from 'commander';
import * as z from 'zod';
import { journeyMetrics } from '#shared/domain/metrics/journey-metrics.ts';
import { readStackFile } from '#tools/local/stack-file.ts';
import { type ApiOptions, callApi, resolveApi, withApiOptions } from './api.ts';
import { localTime } from './customer/customer-page.ts';
import { CommandFailure } from './failure.ts';
import { metricsPage } from './metrics/metrics-page.ts';
import { type JsonOption, tell } from './output.ts';

interface MetricsOptions extends ApiOptions, JsonOption {
  readonly from?: string;
  readonly to?: string;
}

export const addMetricsCommand = (program: Command): void => {
  withApiOptions(program.command('metrics'), 'report')
    .summary('show how a journey is doing')
    .description(
      'Shows how a deployed journey is doing: who entered, where they are, how they left, what was sent, tasks, and what the journey has brought about compared with those held out of it.',
    )
    .argument('<journey>', 'the journey, as its file is named')
    .option('--from <time>', 'entered at this time or later: 2026-10-01, or an instant (default: 90 days before --to)')
    .option('--to <time>', 'entered before this time (default: now)')
    .option('--json', 'answer with one JSON object, as the API gives it')
    .addHelpText(
      'after',
      '\nExamples:\n  tributary metrics lead-nurture\n  tributary metrics win-back --from 2026-09-01 --to 2026-10-01 --json',
    )
    .action(async (journey: string, options: MetricsOptions) => {
      const api = resolveApi(options, 'report', readStackFile());
      const { from, to } = options;
      const query = new URLSearchParams({ ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) });
      const answer = await callApi(api, 'GET', `/v1/journeys/${encodeURIComponent(journey)}/metrics?${query}`);
      if (answer === undefined)
        throw new CommandFailure(
          `There is no journey "${journey}", and nobody entered one of that name in this time.`,
          undefined,
          {
            code: 'not-found',
            hint: 'Journeys are named as their files under marketing/journeys, without the ending; it has to be deployed.',
          },
        );
      tell(options, z.looseObject({}).parse(answer), () => metricsPage(journeyMetrics.parse(answer), localTime()));
    });
};
