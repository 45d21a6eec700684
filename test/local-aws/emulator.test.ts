import { expect, it } from 'vitest';
import { whyNoEmulator } from '#tools/local/provision.ts';

/**
 * Where the emulator cannot run, this file stands for all local-AWS tests (vitest.config.ts leaves the others out): it is reported as
 * skipped, with the reason. In CI, where everything has to run, it fails instead.
 */
const why = whyNoEmulator();

it.skipIf(why !== undefined && process.env.CI !== 'true')(
  why === undefined
    ? 'can run here'
    : 'is needed by all local-AWS tests, and they are not run: there is no Python 3.10 and no Docker',
  () => {
    expect(why).toBeUndefined();
  },
);
