import { existsSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import type { MarketingRead } from '#infra/marketing.ts';
import { didYouMean } from '#shared/domain/marketing/did-you-mean.ts';
import type { CompiledJourney } from '#statemachines/journeys/compile-journeys.ts';
import { CommandFailure, exitCodes } from './failure.ts';

export interface MarketingOption {
  /** The folder with journeys/, messages/, channels.yaml and features.yaml. */
  readonly marketing: string;
}

/** Adds `--marketing`, which every command has that works on a marketer's files. */
export const withMarketingOption = (command: Command): Command =>
  command.option('--marketing <folder>', 'where journeys, messages, channels and features are', 'marketing');

/** The folder as given, if there is one. */
export const marketingFolder = ({ marketing }: MarketingOption): string => {
  if (existsSync(marketing) && statSync(marketing).isDirectory()) return marketing;
  throw new CommandFailure(`There is no folder ${marketing}.`, exitCodes.usage, {
    hint: 'Run the command in the project, or say with --marketing where the marketing files are.',
  });
};

/** As a person in the working directory would name it. */
export const shownFile = (file: string): string => (file.startsWith('..') ? resolve(file) : file);

/** What there is and works, by the name that was asked for; a failure that says what is wrong otherwise. */
export const findJourney = (read: MarketingRead, folder: string, name: string): CompiledJourney => {
  const found = read.journeys.find(({ journey }) => journey === name);
  if (found !== undefined) return found;
  const file = join(folder, 'journeys', `${name}.yaml`);
  throw existsSync(file)
    ? brokenFile(read, file)
    : new CommandFailure(
        `There is no journey ${name}.`,
        exitCodes.failed,
        hintOf(
          didYouMean(
            name,
            read.journeys.map(({ journey }) => journey),
          ),
        ),
      );
};

/** A failure with the mistakes of one file. */
export const brokenFile = ({ problems }: MarketingRead, file: string): CommandFailure => {
  const own = problems.filter((problem) => resolve(problem.file) === resolve(file));
  const lines = own.map(({ line, column, message }) => `  ${line}:${column}  ${message}`);
  return new CommandFailure([`${relative('.', file)} has mistakes.`, ...lines].join('\n'), exitCodes.failed, {
    code: 'problems',
    hint: '`tributary check` shows all that is wrong, and what to do.',
  });
};

export const hintOf = (hint: string | undefined): { readonly hint?: string } => (hint === undefined ? {} : { hint });
