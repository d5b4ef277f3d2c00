import type { RaceReport } from '../report.ts';

/** What a search says, in one line: never more than it searched. */
export function verdictLine(report: RaceReport): string {
  const { schedules, took } = report;
  return `${count(schedules, 'schedule')}, ${Math.round(took)} ms at ${report.isolation}: ${verdict(report)}`;
}

/** `1 schedule`, `2 schedules`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** What was covered or left out, without the counts. */
export function verdict(report: RaceReport): string {
  if (report.verdict === 'fails')
    return `FAILS with ${count(report.failures[0]?.preemptions ?? 0, 'preemption')}`;
  if (report.verdict === 'covered') return `no schedule fails (${covered[report.steps]} covered)`;
  return `not found in these schedules (search not complete: ${limits[report.limit ?? 'none']})`;
}

const covered = {
  statement: 'every interleaving of the SQL statements',
  row: 'every interleaving of the SQL statements, and of the rows within statements,',
} as const;

const limits = {
  preemptions: 'only orders with few preemptions were tried',
  schedules: 'it reached its number of schedules',
  budget: 'its time was up',
  replay: 'one given schedule was replayed',
  none: 'not every order was tried',
} as const;

/** The further facts of a search, those that say nothing left out. */
export function statistics(report: RaceReport): readonly string[] {
  const { failing, schedules, firstFailureAfter, pruned, deadlocks, outcomes, endedWith } = report;
  const codes = Object.entries(endedWith).map(([code, times]) => `${code} ×${times}`);
  return [
    failing > 0 ? `${failing} of ${schedules} fail${failing === 1 ? 's' : ''}` : '',
    firstFailureAfter === undefined ? '' : `first after ${Math.round(firstFailureAfter)} ms`,
    pruned > 0 ? `${pruned} given up as repetitions` : '',
    outcomes > 0 ? count(outcomes, 'different outcome') : '',
    deadlocks > 0 ? count(deadlocks, 'deadlock') : '',
    codes.length > 0 ? `operations ended with ${codes.join(', ')}` : '',
  ].filter(fact => fact !== '');
}
