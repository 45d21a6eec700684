import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync, type Metafile } from 'esbuild';
import { bundleFunction, bundleOptions } from '#infra/constructs/function-bundle.ts';

export interface Bundle {
  readonly name: string;
  readonly bytes: number;
  /** Of these, the bytes beyond a bundle that makes the SDK clients that this one uses and nothing else. */
  readonly bytesBeyondSdk: number;
  /**
   * Time to import it over that of the bundle with the SDK clients alone, each at its quickest of all `pairs`: what else the machine
   * does can only make an import slower, so the quickest is the nearest to what it takes.
   */
  readonly importRatio: number;
}

const repository = resolve(import.meta.dirname, '../..');

/** Bundles every function as it is deployed, and beside it the SDK clients it imports, and imports both in turn. */
export const measureBundles = (
  files: Readonly<Record<string, Readonly<Record<`${string}.json`, unknown>>>>,
  pairs: number,
): readonly Bundle[] => {
  const directory = mkdtempSync(join(tmpdir(), 'tributary-bundles-'));
  try {
    return readdirSync(join(repository, 'functions')).map((folder) => {
      const own = join(directory, folder);
      const metafile = bundleFunction(own, { folder, files: files[folder] });
      const sdkOnly = join(directory, `${folder}-sdk`);
      bundleSdk(sdkOnly, metafile);
      const times = Array.from({ length: pairs }, () => [importMilliseconds(own), importMilliseconds(sdkOnly)] as const);
      const quickest = (which: 0 | 1): number => Math.min(...times.map((pair) => pair[which]));
      const bytes = bundleBytes(own);
      return {
        name: folder,
        bytes,
        bytesBeyondSdk: bytes - bundleBytes(sdkOnly),
        importRatio: quickest(0) / quickest(1),
      };
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
};

/**
 * What our own modules import by name from `@aws-sdk`, and no more: unused commands are left out of both bundles. The clients are made, as a
 * function makes them once while it is imported.
 */
const bundleSdk = (directory: string, { inputs }: Metafile): void => {
  const imports = new Map<string, Set<string>>();
  for (const input of Object.keys(inputs).filter((file) => !file.includes('node_modules'))) {
    const source = readFileSync(join(repository, input), 'utf8');
    for (const [, names = '', from = ''] of source.matchAll(/^import \{([^}]*)\} from '(@aws-sdk\/[^']+)';$/gms)) {
      const known = imports.get(from) ?? new Set();
      for (const name of names.split(',').map((each) => each.trim()))
        if (name !== '' && !name.startsWith('type ')) known.add(name);
      imports.set(from, known);
    }
  }
  mkdirSync(directory, { recursive: true });
  const names = [...imports.values()].flatMap((each) => [...each]);
  const clients = names.filter((name) => name.endsWith('Client') && name !== 'DynamoDBDocumentClient');
  const entry = [
    ...[...imports].map(([from, each]) => `import { ${[...each].join(', ')} } from '${from}';`),
    `export const clients = [${clients.map((name) => `new ${name}({})`).join(', ')}];`,
    `export const used = [${names.join(', ')}];`,
  ].join('\n');
  buildSync({
    ...bundleOptions,
    metafile: false,
    stdin: { contents: entry, resolveDir: repository },
    outfile: join(directory, 'index.mjs'),
  });
};

/** A process of its own for each: the second import of anything is free. Environment as a function's, with nowhere to call. */
const importMilliseconds = (directory: string): number =>
  Number(
    execFileSync(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `const t = performance.now(); await import('${join(directory, 'index.mjs')}'); console.log(performance.now() - t); process.exit(0)`,
      ],
      { env: { PATH: process.env.PATH, ...functionEnvironment }, encoding: 'utf8' },
    )
      .trim()
      .split('\n')
      .at(-1),
  );

const functionEnvironment = {
  AWS_REGION: 'us-east-1',
  TABLE_NAME: 'bench',
  BUS_NAME: 'bench',
  STATE_MACHINE_ARN_PREFIX: 'arn:aws:states:us-east-1:000000000000:stateMachine:bench-',
  PUT_ASIDE_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/000000000000/bench',
  UNSUBSCRIBE_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:bench',
  PUBLIC_API_URL: 'https://example.execute-api.us-east-1.amazonaws.com',
  CONFIGURATION_SET: 'bench',
  DESTINATION_SECRETS: 'tributary/bench/destinations/',
  EVENT_RETENTION_DAYS: '400',
};

const bundleBytes = (directory: string): number => statSync(join(directory, 'index.mjs')).size;
