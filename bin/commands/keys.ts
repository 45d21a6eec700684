import { type Command, Option } from 'commander';
import { createKeyStore } from '#shared/adapters/dynamodb/key-store.ts';
import { openTable } from '#shared/adapters/dynamodb/table.ts';
import { hashOfKey } from '#shared/domain/access/api-key.ts';
import { keyKinds } from '#shared/domain/access/key-record.ts';
import type { KeyKind, KeyRecord, KeyStore } from '#shared/ports/key-store.ts';
import { createKey } from '#tools/local/create-key.ts';
import { findDeployment, outputOf, type StageOption, withStageOption } from './deployment.ts';
import { CommandFailure, exitCodes } from './failure.ts';
import { columns, type JsonOption, tell } from './output.ts';

/** The one key that `which` means: the key itself, or the beginning it is listed with. */
export const keyMeant = (records: readonly KeyRecord[], which: string): KeyRecord => {
  const hash = hashOfKey(which);
  const found = records.filter((record) => record.keyHash === hash || record.hint === which || record.keyHash.startsWith(which));
  const [only] = found;
  if (found.length === 1 && only !== undefined) return only;
  throw new CommandFailure(
    found.length === 0 ? `No key is called "${which}".` : `${found.length} keys begin with "${which}".`,
    exitCodes.usage,
    {
      hint:
        found.length === 0
          ? '`tributary keys list` shows how each begins.'
          : 'Give the whole key, or more of its id from `tributary keys list --json`.',
    },
  );
};

const storeOf = async (options: StageOption): Promise<KeyStore> =>
  createKeyStore(openTable(outputOf(await findDeployment(options), 'TableName')));

const visible = ({ keyHash, ...record }: KeyRecord) => ({ id: keyHash.slice(0, 12), ...record });

export const addKeysCommands = (program: Command): void => {
  const keys = program
    .command('keys')
    .summary('create, list and revoke the keys of the API')
    .description(
      [
        'Keys of the public API. A write key (wk_…) may only send events: it can live in a browser. A report key (rk_…) may only read how',
        'journeys are doing, in numbers that name nobody: for analysts and dashboards. A server key (sk_…) may do all, also read',
        'profiles and manage rejected events: keep it on servers. Only the digest of a key is stored, so it is shown once.',
        'These commands work on the table directly, with AWS credentials; the API itself cannot make keys.',
      ].join('\n'),
    );

  withStageOption(keys.command('create'))
    .description('Makes a key and shows it once.')
    .addOption(new Option('--kind <kind>', 'what it may do').choices(keyKinds).makeOptionMandatory())
    .requiredOption('--name <name>', 'what it is for, to recognise it by')
    .option('--json', 'answer with one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  tributary keys create --kind write --name "web store"\n  tributary keys create --kind report --name "dashboard of the analysts" --stage prod\n  tributary keys create --kind server --name crm --stage prod',
    )
    .action(async (options: StageOption & JsonOption & { kind: KeyKind; name: string }) => {
      const { key, record } = await createKey(await storeOf(options), options.kind, options.name);
      tell(
        options,
        { key, ...visible(record) },
        () => `${key}\n\nThis is the only time the key is shown. It works within a minute.`,
      );
    });

  withStageOption(keys.command('list'))
    .description('Lists keys by how they begin, oldest first, revoked ones too.')
    .option('--json', 'answer with one JSON object')
    .action(async (options: StageOption & JsonOption) => {
      const records = await (await storeOf(options)).list();
      tell(options, { keys: records.map(visible) }, () =>
        records.length === 0
          ? 'There are no keys yet: tributary keys create --kind write --name "web store"'
          : columns([
              ['BEGINS', 'KIND', 'CREATED', 'REVOKED', 'NAME'],
              ...records.map((key) => [
                key.hint,
                key.kind,
                key.createdAt.slice(0, 16),
                key.revokedAt?.slice(0, 16) ?? '-',
                key.name,
              ]),
            ]),
      );
    });

  withStageOption(keys.command('revoke'))
    .description('Revokes a key for good. Functions remember keys for up to a minute, so it may work that long.')
    .argument('<key>', 'the key, or how it begins in `tributary keys list`')
    .option('--json', 'answer with one JSON object')
    .action(async (which: string, options: StageOption & JsonOption) => {
      const store = await storeOf(options);
      const record = keyMeant(await store.list(), which);
      const revoked = { ...record, revokedAt: record.revokedAt ?? new Date().toISOString() };
      await store.put(revoked);
      tell(options, { revoked: visible(revoked) }, () => `${record.hint}… (${record.name}) is revoked.`);
    });
};
