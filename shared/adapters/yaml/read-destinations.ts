import * as z from 'zod';
import type { Vocabulary } from '#shared/domain/condition/vocabulary.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import type { Destination } from '#shared/domain/webhook/destination.ts';
import { expressionsIn } from '#shared/domain/webhook/payload.ts';
import { urlProblem } from '#shared/domain/webhook/webhook-url.ts';
import { conditionFindings } from './condition.ts';
import type { Finding } from './finding.ts';
import { wordingOf } from './read-as.ts';
import { readDeclarations } from './read-declarations.ts';

/** What `marketing/destinations.yaml` says, and every mistake in it. */
export interface ReadDestinations {
  /** As `run-stage` gets them in `destinations.json`: those without a mistake. */
  readonly destinations: readonly Destination[];
  /** Of all destinations, those with mistakes too; undefined where they cannot be told. */
  readonly names: readonly string[] | undefined;
  readonly problems: readonly Problem[];
}

export interface DestinationsSetting {
  /** What expressions are checked against; without it they are not. */
  readonly vocabulary?: Vocabulary | undefined;
  /** Only for tests on this machine. */
  readonly allowLoopback?: boolean;
}

type Undeclared<T> = T extends unknown ? Omit<T, 'destination'> : never;

const secret = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'the name of a secret: small letters, digits and hyphens')
  .meta({ description: 'Name of the secret in Secrets Manager. Each stage has its own.', examples: ['zapier'] });

const template = z.record(z.string(), z.json());

const webhookEntry = (allowLoopback: boolean) =>
  z
    .strictObject({
      kind: z
        .literal('webhook', 'a `kind` is `webhook` or `mailchimp`')
        .meta({ description: 'What it is, unless it is `mailchimp`.' })
        .exactOptional(),
      url: z
        .string()
        .meta({ description: 'Where to, by https.', examples: ['https://hooks.zapier.com/hooks/catch/1234567/abcdef/'] })
        .superRefine((url, context) => {
          const problem = urlProblem(url, { allowLoopback });
          if (problem !== undefined)
            context.addIssue({ code: 'custom', message: problem.message, params: { hint: problem.hint } });
        }),
      secret,
      body: template
        .meta({
          description: 'What is sent. `{ from: <expression> }` puts in what is known of the customer; all else is sent as it is.',
        })
        .exactOptional(),
    })
    .meta({ description: 'A system that takes JSON by https.' })
    .transform(({ kind: _, ...entry }) => ({ kind: 'webhook' as const, ...entry }));

const mailchimpEntry = z
  .strictObject({
    kind: z.literal('mailchimp').meta({ description: 'An audience of Mailchimp.' }),
    audience: z
      .string()
      .regex(/^[0-9a-zA-Z]{1,40}$/, 'the id of an audience, as its settings in Mailchimp show it')
      .meta({ description: 'The id of the audience.', examples: ['a1b2c3d4e5'] }),
    secret: secret.meta({ description: 'Name of the secret with the API key.', examples: ['mailchimp'] }),
    'status if new': z
      .enum(['subscribed', 'pending'])
      .default('subscribed')
      .meta({ description: '`pending` lets Mailchimp ask the customer first.' }),
    tags: z.array(z.string().trim().min(1).max(100)).max(20).default([]).meta({ description: 'Tags that the member gets.' }),
    fields: template
      .default({})
      .meta({ description: "Mailchimp's merge fields.", examples: [{ FNAME: { from: 'traits.firstName' } }] }),
  })
  .meta({ description: 'An audience of Mailchimp that the customer is added to.' })
  .transform(({ 'status if new': statusIfNew, ...entry }) => ({ statusIfNew, ...entry }));

/** One entry of `marketing/destinations.yaml`. */
export const destinationEntry = z.union([webhookEntry(false), mailchimpEntry]);

const examples = {
  kind: 'kind: mailchimp',
  url: 'url: https://hooks.zapier.com/hooks/catch/1/a/',
  secret: 'secret: zapier',
  body: 'body: { email: { from: traits.email } }',
  audience: 'audience: a1b2c3d4e5',
  'status if new': 'status if new: pending',
  tags: 'tags: [shop]',
  fields: 'fields: { FNAME: { from: traits.firstName } }',
};
const webhookWording = wordingOf(webhookEntry(false), { examples });
const mailchimpWording = wordingOf(mailchimpEntry, { examples });

/** Reads the destinations at synth. There need not be a file. */
export const readDestinations = async (
  path: string,
  { vocabulary, allowLoopback = false }: DestinationsSetting = {},
): Promise<ReadDestinations> => {
  const { declarations, names, problems } = await readDeclarations<Undeclared<Destination>>(path, {
    what: 'destination',
    example: 'zapier: { url: https://hooks.zapier.com/hooks/catch/1/a/, secret: zapier }',
    formOf: (value) =>
      isMailchimp(value)
        ? { schema: mailchimpEntry, wording: mailchimpWording }
        : { schema: webhookEntry(allowLoopback), wording: webhookWording },
    check: (entry) => (vocabulary === undefined ? [] : expressionFindings(entry, vocabulary)),
  });
  return { destinations: declarations.map(([destination, entry]) => ({ destination, ...entry })), names, problems };
};

const isMailchimp = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'mailchimp';

/** A destination may be told from any journey, so an expression may speak of any event. */
const expressionFindings = (entry: Undeclared<Destination>, vocabulary: Vocabulary): readonly Finding[] => {
  const events = Object.keys(vocabulary.events);
  const [field, content] = entry.kind === 'webhook' ? ['body', entry.body ?? {}] : ['fields', entry.fields];
  return expressionsIn(content, [String(field)]).flatMap(({ path, expression }) =>
    conditionFindings(expression, { vocabulary, event: events, reply: events, run: true, result: 'any' }, path),
  );
};
