import type { RaceFailure, RaceStep } from '../../../../../src/testing/race/report.ts';
import { timelineText } from '../../../../../src/testing/race/report/timeline-text.ts';
import type { Explored } from './explored.ts';

/** The simplest failure of `explored` at the weakest level that has one; empty when none does. */
export function failureText({ name, reports }: Explored): string {
  const report = reports.find(({ failures }) => failures.length > 0);
  const [failure] = report?.failures ?? [];
  if (!report || !failure) return '';
  return [
    `### ${name}`,
    '',
    `At ${report.isolation}:`,
    '',
    '```text',
    ...timelineText(withoutTimes(failure)),
    '',
    `replay: '${failure.schedule.join(' ')}'`,
    '```',
  ].join('\n');
}

function withoutTimes(failure: RaceFailure): RaceFailure {
  return {
    ...failure,
    trace: failure.trace.map(step => ({ ...step, rows: step.rows?.map(rowWithoutTimes) })),
  };
}

/** What the clock of the server wrote differs from run to run. */
function rowWithoutTimes(row: NonNullable<RaceStep['rows']>[number]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => !isOfThisRun(value)));
}

const HOUR = 3_600_000;

/** Whether `value` is a time not long ago; those that are stored before every search are years away. */
function isOfThisRun(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d \d\d:/.test(value)) return false;
  return Math.abs(Date.parse(value) - Date.now()) < HOUR;
}
