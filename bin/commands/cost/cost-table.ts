import type { JourneyCost } from '#tools/cost/journey-cost.ts';
import type { Counts } from '#tools/cost/meter.ts';
import { columns, count as countOf } from '../output.ts';
import { sayDollars } from './say-dollars.ts';

/** What a journey is thought of as costing; other services have a line of their own only where they matter. */
const always: readonly string[] = ['Step Functions', 'SES', 'Lambda', 'DynamoDB writes'];
const matters = 0.02;

/** What a journey costs and what for. */
export const costTable = (
  journey: string,
  { counts, dollars, parts }: Pick<JourneyCost, 'counts' | 'dollars' | 'parts'>,
): string => {
  const small = parts.filter(([service, each]) => !always.includes(service) && each < dollars * matters);
  const large = parts.filter((part) => !small.includes(part));
  const rest = small.reduce((sum, [, each]) => sum + each, 0);
  const row = (service: string, what: string, each: number) => [
    `  ${service}`,
    what,
    sayDollars(each).padEnd(10),
    `${Math.round((100 * each) / dollars)} %`.padStart(5),
  ];
  return [
    `${journey}: ${sayDollars(dollars)} per contact, ${sayDollars(dollars * 10_000)} for 10,000`,
    columns([
      ...large.map(([service, each]) => row(service, unitsOf(service, counts), each)),
      ...(rest > 0
        ? [
            row(
              'the rest',
              small
                .filter(([, each]) => each > 0)
                .map(([service]) => service)
                .join(', '),
              rest,
            ),
          ]
        : []),
    ]),
  ].join('\n');
};

/** The mean of many is seldom a whole number. */
const count = (mean: number, one: string): string => countOf(Number(mean.toFixed(2)), one);

const unitsOf = (service: string, counts: Counts): string => units[service]?.(counts) ?? '';

const units: Readonly<Record<string, (counts: Counts) => string>> = {
  'API Gateway': ({ apiRequests }) => count(apiRequests, 'request'),
  Lambda: ({ invocations }) => {
    const all = Object.values(invocations);
    const milliseconds = all.reduce((sum, each) => sum + each.milliseconds, 0);
    return `${count(
      all.reduce((sum, each) => sum + each.count, 0),
      'invocation',
    )}, ${Math.round(milliseconds)} ms`;
  },
  'DynamoDB writes': ({ writeUnits }) => count(writeUnits, 'unit'),
  'DynamoDB reads': ({ readUnits }) => count(readUnits, 'unit'),
  EventBridge: ({ busEvents }) => count(busEvents, 'event'),
  SQS: ({ queueRequests }) => count(queueRequests, 'request'),
  'Step Functions': ({ transitions }) => count(transitions, 'transition'),
  SES: ({ mails }) => count(mails, 'mail'),
};
