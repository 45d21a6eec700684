import type { Command } from 'commander';
import * as z from 'zod';
import { type ApiOptions, callApi, resolveApi, withApiOptions } from './api.ts';
import { CommandFailure } from './failure.ts';
import { columns, type JsonOption, tell } from './output.ts';

const shown = z.looseObject({});

const happened = z.looseObject({ timestamp: z.string(), name: z.string() });
const longest = 100;

/** Values as short as a terminal wants them; of an event, when and what. */
const short = (value: unknown): string => {
  const event = happened.safeParse(value);
  if (event.success) return `${event.data.timestamp}  ${event.data.name}`;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
};

const section = (name: string, value: unknown): string => {
  const lines = Array.isArray(value)
    ? value.map(short)
    : typeof value === 'object' && value !== null
      ? columns(Object.entries(value).flatMap(([key, entry]) => rowsOf(key, entry)))
          .split('\n')
          .filter(Boolean)
      : undefined;
  if (lines === undefined) return `${name}: ${short(value)}`;
  return [name, ...(lines.length === 0 ? ['none'] : lines).map((line) => `  ${line}`)].join('\n');
};

const rowsOf = (key: string, entry: unknown): readonly (readonly string[])[] =>
  Array.isArray(entry) ? entry.map((each) => [short(each)]) : [[key, short(entry)]];

/** A profile as the API answers it, printed section by section: whatever sections there are. */
export const profileText = (profile: Readonly<Record<string, unknown>>): string =>
  Object.entries(profile)
    .map(([name, value]) => section(name, value))
    .join('\n');

export const addProfileCommand = (program: Command): void => {
  withApiOptions(program.command('profile'), 'server')
    .summary('show one customer')
    .description(
      'Shows one customer: identity, traits, counters, journey runs, messages, tasks and what happened to them, newest first.',
    )
    .argument('<id>', 'a user id, an anonymous id, or email:<address>')
    .option('--json', 'answer with one JSON object, as the API gives it')
    .addHelpText('after', '\nExamples:\n  tributary profile cus_1f0c\n  tributary profile email:ada@example.com --json')
    .action(async (id: string, options: ApiOptions & JsonOption) => {
      const api = resolveApi(options, 'server');
      const answer = await callApi(api, 'GET', `/v1/profiles/${encodeURIComponent(id)}`);
      if (answer === undefined)
        throw new CommandFailure(
          `There is no customer "${id}" (yet: folding takes a second or two after an event was accepted).`,
        );
      const profile = shown.parse(answer);
      tell(options, profile, () => profileText(profile));
    });
};
