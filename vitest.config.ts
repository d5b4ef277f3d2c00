import { defineConfig } from 'vitest/config';

/** Searches that take long. */
export const searches = [
  'test/{coherence,expression,mikro}/**/*race*.test.ts',
  'test/mikro/lock/touch.test.ts',
  'test/testing/race/catalogue/catalogue.test.ts',
  'test/testing/race/engine/{counts,soundness}.test.ts',
  'test/testing/race/report/catalogue-names.test.ts',
];

/** The suite runs twice: on the sources as vitest reads them, and on what `tsc` made of them. */
export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'source',
          include: ['test/**/*.test.ts'],
          // Proofs by search, which `npm run verify` runs as well as its own.
          exclude: searches,
          server: { deps: { external: [/\/\.selfsame\/docs-built\//] } },
        },
      },
      {
        extends: true,
        test: {
          name: 'built',
          include: ['dist/test/**/*.test.js'],
          // These look at the repository, run the build in processes of their own, or search long for what the
          // sources' tests have found.
          exclude: [
            'dist/test/{built,docs,lint}.test.js',
            'dist/test/cli/*.test.js',
            'dist/test/laws/*.test.js',
            'dist/test/mikro/*/race.test.js',
            'dist/test/operation/{atomic,atomic-options,lone-statement}.test.js',
            'dist/test/operation/outbox/*.test.js',
            'dist/test/transaction/*.test.js',
            'dist/test/domain/book-seats-at-once.test.js',
            'dist/test/mikro/{create,doctor,flush,lock,merge,query,reads,upsert,wire}/*.test.js',
            'dist/test/app/browser.test.js',
            'dist/test/testing/{databases,start-postgres}.test.js',
            'dist/test/domain/{import-films,move-seats}.test.js',
            'dist/test/app/seed.test.js',
            'dist/test/expression/race.test.js',
            'dist/test/testing/race/report/svg.test.js',
            'dist/test/mikro/identity/{canonical-keys,unique-lookups}.test.js',
            'dist/test/mikro/{adopt,collections}/*.test.js',
            'dist/test/coherence/{algebra,following,live-set/decided}.test.js',
            'dist/test/testing/race/catalogue/*.test.js',
            'dist/test/testing/race/engine/*.test.js',
            'dist/test/testing/race/report/{catalogue-names,real-races}.test.js',
          ],
          server: { deps: { external: [/\/dist\/(?!test\/.*\.test\.js)/] } },
        },
      },
    ],
    globalSetup: ['test/support/global-setup.ts'],
    maxWorkers: 4,
    // Most of a short file's time would go into loading the same modules again.
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    reporters: ['default', './tools/totals-reporter.mjs'],
  },
});
