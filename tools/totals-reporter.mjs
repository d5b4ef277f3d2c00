import { appendFileSync } from 'node:fs';

/** Ends a run with its totals on a line of their own, and adds them to the file that VITEST_TOTALS names. */
export default class TotalsReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const tests = modules.flatMap(module => [...module.children.allTests()]);
    const count = state => tests.filter(test => test.result().state === state).length;
    const brokenFiles = modules.filter(module => module.errors().length > 0).length;
    const totals = {
      passed: count('passed'),
      failed: count('failed') + brokenFiles + unhandledErrors.length,
      skipped: count('skipped'),
    };
    if (process.env.VITEST_TOTALS) appendFileSync(process.env.VITEST_TOTALS, `${JSON.stringify(totals)}\n`);
    const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
    console.log(`\nvitest: ${totals.passed} passed, ${totals.failed} failed${skipped}`);
  }
}
