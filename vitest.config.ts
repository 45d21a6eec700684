import { defineConfig } from 'vitest/config';
import { ByName } from './test/support/by-name.ts';
import { whyNoEmulator } from './tools/local/provision.ts';

/** One project per kind of test; `local-aws` deploys the app to the emulator and so runs alone and slower. */
const project = (name: string, include: string[], overrides: object = {}) => ({
  extends: true as const,
  test: { name, include, environment: 'node' as const, ...overrides },
});

// Without Python and Docker one file stands for all of them: it says that they are not run and why, and fails in CI.
const localAws =
  whyNoEmulator() === undefined
    ? project('local-aws', ['test/local-aws/**/*.test.ts'], {
        testTimeout: 120_000,
        hookTimeout: 600_000,
        fileParallelism: false,
        globalSetup: ['test/local-aws/global-setup.ts'],
      })
    : project('local-aws', ['test/local-aws/emulator.test.ts']);

export default defineConfig({
  test: {
    // What a passing test logs is noise.
    silent: 'passed-only',
    sequence: { sequencer: ByName },
    setupFiles: ['test/support/same-cases.ts'],
    reporters: ['default', ['json', { outputFile: '.local/test-report.json' }]],
    projects: [
      project('unit', ['test/unit/**/*.test.ts']),
      project('journeys', ['test/journeys/**/*.test.ts']),
      project('infra', ['test/infra/**/*.test.ts'], { testTimeout: 120_000, hookTimeout: 120_000 }),
      project('bench', ['test/bench/**/*.test.ts'], { testTimeout: 120_000, hookTimeout: 120_000 }),
      localAws,
    ],
  },
});
