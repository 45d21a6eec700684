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

/**
 * Reads and compiles the marketing files below a directory.
 *
 * @throws MarketingHasProblems
 */
export const compileMarketing = async (directory: string): Promise<Marketing> => {
  const [messages, channels, features] = await Promise.all([
    compileMessages(join(directory, 'messages')),
    readChannels(join(directory, 'channels.yaml')),
    readFeatures(join(directory, 'features.yaml')),
  ]);
  const journeys = compileJourneys(
    join(directory, 'journeys'),
    messages.messages.map(({ message }) => message),
  );
  const problems = [...journeys.problems, ...messages.problems, ...channels.problems, ...features.problems];
  if (problems.length > 0 || !channels.channels || !features.features) throw new MarketingHasProblems(problems);
  return {
    journeys: journeys.journeys,
    messages: messages.messages,
    channels: channels.channels,
    counted: features.features.count,
  };
};

const describe = ({ file, line, column, message, hint }: Problem): string =>
  `  ${relative('.', file) || file}:${line}:${column}  ${message}${hint === undefined ? '' : `\n    ${hint}`}`;
