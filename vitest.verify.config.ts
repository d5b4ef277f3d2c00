import { defineConfig } from 'vitest/config';

/** The slow proofs: clean installations, killed processes, whole starts. One after the other, from the build. */
export default defineConfig({
  test: {
    name: 'verify',
    include: ['test/**/*.verify.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: ['verbose', './tools/totals-reporter.mjs'],
  },
});
