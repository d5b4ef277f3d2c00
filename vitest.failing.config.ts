import { defineConfig } from 'vitest/config';

/** Runs one test that fails on purpose, in the setup of the real suite: the run has to exit non-zero. */
export default defineConfig({
  test: {
    include: ['test/support/fails-on-purpose.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    reporters: ['default', './tools/totals-reporter.mjs'],
  },
});
