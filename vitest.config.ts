import { defineConfig } from 'vitest/config';

/** The suite runs twice: on the sources as vitest reads them, and on what `tsc` made of them. */
export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'source',
          include: ['test/**/*.test.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          server: { deps: { external: [/\/\.selfsame\/docs-built\//] } },
        },
      },
      {
        extends: true,
        test: {
          name: 'built',
          include: ['dist/test/**/*.test.js'],
          // These look at the repository, or run the build in processes of their own from the sources' tests too.
          exclude: ['dist/test/{built,docs,lint}.test.js', 'dist/test/testing/{machines,parents}.test.js', 'dist/test/cli/*.test.js'],
          globalSetup: ['dist/test/support/global-setup.js'],
          server: { deps: { external: [/\/dist\/(?!test\/.*\.test\.js)/] } },
        },
      },
    ],
    maxWorkers: 4,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    reporters: ['default', './tools/totals-reporter.mjs'],
  },
});
