import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { stageNames } from '#infra/stages.ts';
import { readChannels } from '#shared/adapters/yaml/read-channels.ts';

const repository = resolve(import.meta.dirname, '..');
const usage = `Deploys Tributary to the AWS account and region of your credentials.

  npm run deploy -- --stage dev          asks before it widens permissions
  npm run deploy -- --stage dev --yes    does not ask (for pipelines)
  npm run deploy -- --stage dev --diff   only shows what would change

Once per account and region, before the first time: npx cdk bootstrap -c stage=dev. docs/deploying.md tells the rest.`;

class Refused extends Error {}

/** What the command line asks for. @throws Refused in words for whoever typed it. */
export const readArguments = (args: readonly string[]) => {
  const { values } = parse(args);
  const known = stageNames.filter((name) => name !== 'local');
  const stage = known.find((name) => name === values.stage);
  if (values.stage === 'local') throw new Refused('The local stack is deployed by npm start.');
  if (!stage)
    throw new Refused(`--stage must be ${known.join(' or ')}${values.stage ? `, not "${values.stage}"` : ''}.\n\n${usage}`);
  return { stage, yes: values.yes, diff: values.diff };
};

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        stage: { type: 'string' },
        yes: { type: 'boolean', default: false },
        diff: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new Refused(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
};

/** The arguments of the CDK command line. */
export const cdkArguments = ({ stage, yes, diff }: ReturnType<typeof readArguments>, outputsFile: string): readonly string[] => [
  ...(diff ? ['diff', '--all'] : ['deploy', '--all', '--outputs-file', outputsFile]),
  ...['-c', `stage=${stage}`],
  ...(yes && !diff ? ['--require-approval', 'never'] : []),
];

/** Why mail from this address could never be sent, if so. */
export const unusableSender = (address: string): string | undefined =>
  /\.(example|invalid|test|localhost)$/.test(address)
    ? `marketing/channels.yaml sends from ${address}, an address that cannot exist. Put in one of yours: SES verifies it during the deployment.`
    : undefined;

const outputs = z.record(z.string(), z.record(z.string(), z.string()));

const deploy = async (args: readonly string[]): Promise<number> => {
  const asked = readArguments(args);
  const { channels } = await readChannels(join(repository, 'marketing/channels.yaml'));
  const unusable = channels && unusableSender(channels.email.from.address);
  if (unusable && !asked.diff) throw new Refused(unusable);

  const outputsFile = join(repository, '.local', `outputs-${asked.stage}.json`);
  mkdirSync(join(repository, '.local'), { recursive: true });
  const { status } = spawnSync(join(repository, 'node_modules/.bin/cdk'), cdkArguments(asked, outputsFile), {
    cwd: repository,
    stdio: 'inherit',
  });
  if (status !== 0 || asked.diff || !existsSync(outputsFile)) return status ?? 1;

  const deployed = Object.assign({}, ...Object.values(outputs.parse(JSON.parse(readFileSync(outputsFile, 'utf8')))));
  const records = Object.entries(z.record(z.string(), z.string()).parse(deployed)).filter(([name]) =>
    name.startsWith('DkimRecord'),
  );
  console.log(`\nDeployed. Events go to ${deployed.ApiUrl}`);
  if (records.length > 0) {
    console.log('\nFor mail, your DNS needs these records until SES has seen them:');
    for (const [, record] of records) console.log(`  ${record}`);
  }
  console.log(`\nNext: npx tributary keys create --stage ${asked.stage} --kind write --name "web store"   (docs/deploying.md)`);
  return 0;
};

if (import.meta.main) {
  try {
    process.exitCode = await deploy(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}
