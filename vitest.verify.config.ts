import { defineConfig } from 'vitest/config';
import { searches } from './vitest.config.ts';

/** The slow proofs. First whole installations and killed processes, one at a time; then the searches, side by side. */
export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'drills',
          include: ['test/**/*.verify.ts'],
          exclude: ['test/testing/race/**'],
          fileParallelism: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'laws',
          include: ['test/laws/**/*.test.ts'],
          env: { SELFSAME_LAWS: 'all' },
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'searches',
          include: ['test/testing/race/**/*.verify.ts', ...searches],
          // What these search, catalogue.verify.ts and soundness.verify.ts search as well.
          exclude: [
            'test/testing/race/catalogue/catalogue.test.ts',
            'test/testing/race/engine/soundness.test.ts',
          ],
          sequence: { groupOrder: 2 },
        },
      },
    ],
    globalSetup: ['test/support/global-setup.ts'],
    maxWorkers: 2,
    isolate: false,
    testTimeout: 900_000,
    hookTimeout: 300_000,
    reporters: ['verbose', './tools/totals-reporter.mjs'],
  },
});
