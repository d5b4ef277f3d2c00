// Adds up the totals of the test runs that VITEST_TOTALS collected, one JSON object a line.
import { readFileSync } from 'node:fs';

const runs = readFileSync(process.env.VITEST_TOTALS, 'utf8')
  .trim()
  .split('\n')
  .map(line => JSON.parse(line));
const sum = key => runs.reduce((total, run) => total + run[key], 0);
const skipped = sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : '';
console.log(`vitest: ${sum('passed')} passed, ${sum('failed')} failed${skipped}`);
