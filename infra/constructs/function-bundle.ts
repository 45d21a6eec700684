import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, buildSync, type Metafile } from 'esbuild';

const repository = resolve(import.meta.dirname, '../..');

/** JSON files by name that a function reads at cold start from beside its bundle. */
export type BundledFiles = Readonly<Record<`${string}.json`, unknown>>;

export interface BundleOptions {
  /** A folder of functions/. */
  readonly folder: string;
  readonly files?: BundledFiles | undefined;
  /** See `Platform.recordCallsIn`. */
  readonly recordCallsIn?: string | undefined;
  /** Writes `index.mjs.map` beside it, which the deployed bundle does without. */
  readonly sourceMap?: boolean | undefined;
}

/** How every function is bundled, whatever is in it. */
export const bundleOptions = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // ES modules first: of the SDK's CommonJS form nothing can be left out.
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  // Some CommonJS dependencies ask for Node's own modules by require, which an ES module has not got.
  banner: { js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);" },
} as const satisfies BuildOptions;

/**
 * Bundles one function, SDK included, into `<outputDirectory>/index.mjs`: what is deployed is what was locked in package-lock.json,
 * and a cold start reads one file. Minified whole, since every byte is compiled at each cold start; errors are known by their literal
 * `name`, and `npm run bundle -- <function>` writes the same bundle with a source map, to read a stack trace by.
 *
 * @returns what esbuild knows of the bundle's contents.
 */
export const bundleFunction = (
  outputDirectory: string,
  { folder, files = {}, recordCallsIn, sourceMap = false }: BundleOptions,
): Metafile => {
  mkdirSync(outputDirectory, { recursive: true });
  const { metafile } = buildSync({
    absWorkingDir: repository,
    entryPoints: [`functions/${folder}/index.ts`],
    outfile: join(outputDirectory, 'index.mjs'),
    ...bundleOptions,
    sourcemap: sourceMap ? 'external' : false,
    ...(recordCallsIn
      ? { inject: ['infra/recorder/record-calls.ts'], define: { RECORD_CALLS_IN: JSON.stringify(recordCallsIn) } }
      : {}),
  });
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(outputDirectory, name), JSON.stringify(content));
  }
  return metafile;
};

/** The bundle as CDK uploads it: known by the hash of what came out, so that what has not changed is not deployed again. */
export const bundledCode = (options: BundleOptions): Code =>
  Code.fromAsset(join(repository, 'functions', options.folder), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never pulled: the local bundling below always succeeds or throws.
      image: DockerImage.fromRegistry('unused'),
      local: {
        tryBundle: (outputDirectory) => {
          bundleFunction(outputDirectory, options);
          return true;
        },
      },
    },
  });
