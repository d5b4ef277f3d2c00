import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { searches } from './vitest.config.ts';

/** The longest files, which begin first, so that no worker is left with one at the end. */
const LONGEST = [
  'test/testing/race/engine/soundness.verify.ts',
  'test/testing/race/catalogue/document/document.verify.ts',
  'test/testing/race/catalogue/catalogue.verify.ts',
  'test/coherence/model.verify.ts',
  'test/testing/race/catalogue/document/primitives.verify.ts',
  'test/mikro/collections/moves.verify.ts',
  'test/testing/race/box-office/box-office.verify.ts',
  'test/transaction/rollback.verify.ts',
];

/** Whole installations, starts and killed processes. They wait more than they work, and some take no longer than somebody would wait. */
const processes = [
  'test/{first-run,package}.verify.ts',
  'test/app/start.verify.ts',
  'test/operation/outbox/relay.verify.ts',
  'test/testing/*.verify.ts',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((left, right) => rank(left) - rank(right));
  }
}

function rank({ moduleId }: TestSpecification): number {
  const index = LONGEST.findIndex(file => moduleId.endsWith(file));
  return index === -1 ? LONGEST.length : index;
}

/** The slow proofs: whole installations and killed processes, searches, and the laws in every combination. */
export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'processes',
          include: processes,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'drills',
          include: ['test/**/*.verify.ts'],
          exclude: ['test/testing/race/**', ...processes],
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'laws',
          include: ['test/laws/**/*.test.ts'],
          env: { SELFSAME_LAWS: 'all' },
          isolate: false,
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
          sequence: { groupOrder: 1 },
        },
      },
    ],
    sequence: { sequencer: LongestFirst },
    globalSetup: ['test/support/global-setup.ts'],
    maxWorkers: 3,
    testTimeout: 900_000,
    hookTimeout: 300_000,
    reporters: ['verbose', './tools/totals-reporter.mjs'],
  },
});
