import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { createCouponStore } from '#shared/adapters/dynamodb/coupon-store.ts';
import { openTable } from '#shared/adapters/dynamodb/table.ts';
import { readCoupons } from '#shared/adapters/yaml/read-coupons.ts';
import type { CouponDefinition } from '#shared/domain/coupon/coupon.ts';
import { didYouMean } from '#shared/domain/marketing/did-you-mean.ts';
import type { CouponStore, LoadedCodes } from '#shared/ports/coupon-store.ts';
import { readCodes } from './coupons/code-file.ts';
import { findDeployment, outputOf, type StageOption, withStageOption } from './deployment.ts';
import { CommandFailure, exitCodes } from './failure.ts';
import { hintOf, type MarketingOption, marketingFolder, withMarketingOption } from './marketing.ts';
import { columns, count, type JsonOption, tell } from './output.ts';

const storeOf = async (options: StageOption): Promise<CouponStore> =>
  createCouponStore(openTable(outputOf(await findDeployment(options), 'TableName')));

/** As declared in the working directory: what is deployed may be older. */
const declaredCoupons = async (options: MarketingOption): Promise<readonly CouponDefinition[]> => {
  const { coupons, problems } = await readCoupons(join(marketingFolder(options), 'coupons.yaml'));
  if (problems.length === 0) return coupons;
  const lines = problems.map(({ line, column, message }) => `  ${line}:${column}  ${message}`);
  throw new CommandFailure(['coupons.yaml has mistakes.', ...lines].join('\n'), exitCodes.failed, {
    code: 'problems',
    hint: '`tributary check` shows all that is wrong, and what to do.',
  });
};

const poolNamed = (coupons: readonly CouponDefinition[], name: string): CouponDefinition => {
  const found = coupons.find(({ coupon }) => coupon === name);
  if (found?.source.kind === 'pool') return found;
  const pools = coupons.filter(({ source }) => source.kind === 'pool').map(({ coupon }) => coupon);
  throw found === undefined
    ? new CommandFailure(
        `No coupon is called ${name}.`,
        exitCodes.usage,
        hintOf(didYouMean(name, pools) ?? 'declare it in marketing/coupons.yaml'),
      )
    : new CommandFailure(`The codes of ${name} are made when they are needed; there is nothing to load.`, exitCodes.usage, {
        hint: 'A coupon with `pool: true` gives codes from a file.',
      });
};

const codesIn = async (file: string): Promise<readonly string[]> => {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CommandFailure(`${file} cannot be read: ${error.code ?? error.message}.`, exitCodes.usage);
  });
  const { codes, bad } = readCodes(text);
  if (bad.length > 0) {
    const shown = bad.slice(0, 10).map(({ line, message }) => `  line ${line} ${message}`);
    const more = bad.length > shown.length ? [`  and ${bad.length - shown.length} more`] : [];
    throw new CommandFailure([`Nothing was loaded: ${file} has mistakes.`, ...shown, ...more].join('\n'), exitCodes.failed, {
      code: 'problems',
      hint: 'A file holds one code a line, each once.',
    });
  }
  if (codes.length === 0) throw new CommandFailure(`${file} holds no codes.`, exitCodes.usage, { hint: 'One code a line.' });
  return codes;
};

/** Told after so many codes, a second or two each. */
const codesPerReport = 980;

const loadAll = async (store: CouponStore, coupon: string, codes: readonly string[]): Promise<LoadedCodes> => {
  const total = { loaded: 0, alreadyLoaded: 0, ofOtherCoupons: 0 };
  for (let from = 0; from < codes.length; from += codesPerReport) {
    const part = await store.load(coupon, codes.slice(from, from + codesPerReport));
    total.loaded += part.loaded;
    total.alreadyLoaded += part.alreadyLoaded;
    total.ofOtherCoupons += part.ofOtherCoupons;
    if (codes.length > codesPerReport)
      process.stderr.write(`${Math.min(from + codesPerReport, codes.length)} of ${codes.length}\n`);
  }
  return total;
};

export const addCouponsCommands = (program: Command): void => {
  const coupons = program
    .command('coupons')
    .summary('load codes into the pools of coupons, and see how many are left')
    .description(
      [
        'Coupons are declared in marketing/coupons.yaml. The codes of a pool come from the shop: load them here before a journey gives',
        'them out. These commands work on the table directly, with AWS credentials.',
      ].join('\n'),
    );

  withMarketingOption(withStageOption(coupons.command('load')))
    .description('Loads a file of codes, one a line, into the pool of a coupon.')
    .argument('<name>', 'the coupon')
    .argument('<file>', 'the codes, one a line')
    .option('--json', 'answer with one JSON object')
    .addHelpText(
      'after',
      `
A file in which a line is no code, or has a code a second time, is not loaded at all. A code that is loaded already stays as it is, also
when it has been given out: after an interruption load the same file again.
Ends with ${exitCodes.incomplete} when some codes belong to another coupon.

Example:
  tributary coupons load test-drive codes.txt --stage prod`,
    )
    .action(async (name: string, file: string, options: StageOption & MarketingOption & JsonOption) => {
      const { coupon } = poolNamed(await declaredCoupons(options), name);
      const codes = await codesIn(file);
      const store = await storeOf(options);
      const counts = await loadAll(store, coupon, codes);
      const { left } = await store.filled(coupon);
      tell(options, { coupon, codes: codes.length, ...counts, left }, () =>
        [
          `${count(counts.loaded, 'code')} loaded, ${counts.alreadyLoaded} there already. ${left} can be given out now.`,
          ...(counts.ofOtherCoupons > 0
            ? [`${count(counts.ofOtherCoupons, 'code')} left out: they belong to another coupon.`]
            : []),
        ].join('\n'),
      );
      if (counts.ofOtherCoupons > 0) process.exitCode = exitCodes.incomplete;
    });

  withMarketingOption(withStageOption(coupons.command('status')))
    .description('Shows the declared coupons with how many codes are given out and left. Counts by reading the pools.')
    .option('--json', 'answer with one JSON object')
    .action(async (options: StageOption & MarketingOption & JsonOption) => {
      const declared = await declaredCoupons(options);
      const store = await storeOf(options);
      const statuses = await Promise.all(
        declared.map(async ({ coupon, source, value }) => {
          if (source.kind === 'generate') return { coupon, value, codes: source.pattern };
          const { loaded, left } = await store.status(coupon);
          return { coupon, value, codes: 'pool', loaded, given: loaded - left, left };
        }),
      );
      tell(options, { coupons: statuses }, () =>
        statuses.length === 0
          ? 'No coupons are declared in marketing/coupons.yaml.'
          : columns([
              ['COUPON', 'VALUE', 'CODES', 'LOADED', 'GIVEN', 'LEFT'],
              ...statuses.map(({ coupon, value, codes, loaded, given, left }) => [
                coupon,
                value,
                codes,
                ...[loaded, given, left].map((number) => String(number ?? '-')),
              ]),
            ]),
      );
    });

  withStageOption(coupons.command('find'))
    .description('Says which customer has a code. The code is written as on the coupon, in capitals or not.')
    .argument('<code>', 'the code')
    .option('--json', 'answer with one JSON object')
    .action(async (code: string, options: StageOption & JsonOption) => {
      const found = await (await storeOf(options)).find(code);
      if (found === undefined)
        throw new CommandFailure('There is no such code.', exitCodes.failed, { hint: 'Neither loaded nor made here.' });
      const { coupon, issued } = found;
      tell(options, { coupon, ...issued }, () =>
        issued === undefined
          ? `A code of ${coupon} that nobody has yet.`
          : `A code of ${coupon}, given to ${issued.profileId} at ${issued.issuedAt}.`,
      );
    });
};
