import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundleFunction } from '#infra/constructs/function-bundle.ts';

/**
 * `npm run bundle -- <function>`: writes the bundle of a function as it is deployed, with a source map beside it. To read a stack trace of the
 * log, bundle the deployed commit and look its positions up in the map.
 */
const [folder = ''] = process.argv.slice(2);
if (folder === '' || !existsSync(resolve('functions', folder, 'index.ts'))) {
  console.error(`Usage: npm run bundle -- <a folder of functions/>${folder === '' ? '' : `; there is no functions/${folder}`}`);
  process.exit(1);
}
const directory = resolve('.local/bundles', folder);
bundleFunction(directory, { folder, sourceMap: true });
console.log(`${join(directory, 'index.mjs')} and index.mjs.map`);
