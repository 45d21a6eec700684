import { join, relative } from 'node:path';
import { compileMessages } from '#shared/adapters/mjml/compile-messages.ts';
import { type Channels, readChannels } from '#shared/adapters/yaml/read-channels.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import type { CompiledMessage } from '#shared/domain/message/message.ts';
import { type CompiledJourney, compileJourneys } from '#statemachines/journeys/compile-journeys.ts';
import { readFeatures } from './features-file.ts';

/** Everything under marketing/, compiled: what is deployed besides code. */
export interface Marketing {
  readonly journeys: readonly CompiledJourney[];
  readonly messages: readonly CompiledMessage[];
  readonly channels: Channels;
  /** Names of events that each profile counts one by one. */
  readonly counted: readonly string[];
}

/** Thrown with every mistake of every file, so that a marketer corrects them in one round. */
export class MarketingHasProblems extends Error {
  override readonly name = 'MarketingHasProblems';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const s = problems.length === 1 ? '' : 's';
    super(`${problems.length} problem${s} in the marketing files; nothing was deployed.\n\n${problems.map(describe).join('\n')}`);
    this.problems = problems;
  }
}

/** What came of the marketing files: all that compiles, and every mistake in the rest. */
export interface MarketingRead extends Omit<Marketing, 'channels' | 'counted'> {
  readonly channels: Channels | undefined;
  readonly counted: readonly string[] | undefined;
  readonly problems: readonly Problem[];
}

/** Reads and compiles the marketing files below a directory, as far as they can be. */
export const readMarketing = async (directory: string): Promise<MarketingRead> => {
  const [messages, channels, features] = await Promise.all([
    compileMessages(join(directory, 'messages')),
    readChannels(join(directory, 'channels.yaml')),
    readFeatures(join(directory, 'features.yaml')),
  ]);
  const journeys = compileJourneys(join(directory, 'journeys'), messages.names);
  return {
    journeys: journeys.journeys,
    messages: messages.messages,
    channels: channels.channels,
    counted: features.features?.count,
    problems: [...journeys.problems, ...messages.problems, ...channels.problems, ...features.problems],
  };
};

/**
 * Reads and compiles the marketing files below a directory, for a deployment: all of them or none.
 *
 * @throws MarketingHasProblems
 */
export const compileMarketing = async (directory: string): Promise<Marketing> => {
  const { problems, channels, counted, ...marketing } = await readMarketing(directory);
  if (problems.length > 0 || !channels || !counted) throw new MarketingHasProblems(problems);
  return { ...marketing, channels, counted };
};

const describe = ({ file, line, column, message, hint }: Problem): string =>
  `  ${relative('.', file) || file}:${line}:${column}  ${message}${hint === undefined ? '' : `\n    ${hint}`}`;
